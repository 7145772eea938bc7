"use client";

import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { postJson } from "@/components/api";
import { notify } from "@/components/ui/toast";
import type { CaseRow } from "@/components/grid/case-row";
import { NOTHING, type Selection, sizeOf, storedSelection, storeSelection, without } from "./selection";

type Props = {
  /** Null: of all projects. */
  projectId: string | null;
  /** The cases that are on the page. */
  loaded: ReadonlyMap<string, CaseRow>;
};

const KEEP = 10;

/** The selection in a project or in all: remembered by the tab, restorable after a slip, without cases that are gone. */
export function useSelection({ projectId, loaded }: Props) {
  const t = useTranslations("projects");
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [away, setAway] = useState<ReadonlyMap<string, CaseRow>>(new Map());
  const isRestored = useRef(false);
  const replaced = useRef<{ before: Selection; after: Selection } | null>(null);

  // The tab's memory exists only in the browser, so it is read after the first drawing.
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- it cannot be read while drawing on the server
    setSelection(storedSelection(projectId));
    isRestored.current = true;
  }, [projectId]);
  useEffect(() => {
    if (isRestored.current) storeSelection(projectId, selection);
  }, [projectId, selection]);

  // Selected cases that the page does not show are asked for: what they are now, and whether they still are.
  const hiddenIds = useMemo(
    () =>
      [...(selection.kind === "ids" ? selection.versions.keys() : selection.except)].filter(
        (id) => !loaded.has(id),
      ),
    [selection, loaded],
  );
  const asked = useRef<{ loaded: unknown; ids: Set<string> }>({ loaded: null, ids: new Set() });
  useEffect(() => {
    if (asked.current.loaded !== loaded) asked.current = { loaded, ids: new Set() };
    const { ids } = asked.current;
    const unknown = hiddenIds.filter((id) => !ids.has(id));
    if (unknown.length === 0) return;
    for (const id of unknown) ids.add(id);
    void postJson<CaseRow[]>("/api/case-rows", { ids: unknown }).then((answer) => {
      if (!answer.ok) return;
      const found = new Map(answer.body.map((row) => [row.id, row]));
      setAway((before) => new Map([...before, ...found]));
      const gone = unknown.filter((id) => !found.has(id));
      if (gone.length === 0) return;
      setSelection((before) => (before.kind === "ids" ? without(before, gone) : before));
      if (selection.kind === "filter") return;
      notify({ message: t("gone", { count: gone.length }) });
    });
  }, [hiddenIds, loaded, selection.kind, t]);

  /** Changes the selection and offers the way back; without a message whoever asks for it does. */
  const replace = useCallback(
    (next: Selection, message: string | null, before: Selection) => {
      replaced.current = { before, after: next };
      setSelection(next);
      if (message === null) return;
      notify({
        message,
        actionLabel: t("restore"),
        onAction: () => setSelection(before),
        seconds: KEEP,
      });
    },
    [t],
  );
  const restore = useCallback(() => {
    const last = replaced.current;
    replaced.current = null;
    // Only the last step is taken back: what has been selected since is not thrown away for it.
    setSelection((now) => (last && now === last.after ? last.before : now));
  }, []);

  const rowOf = useCallback((id: string) => loaded.get(id) ?? away.get(id), [loaded, away]);

  return {
    selection,
    setSelection,
    replace,
    restore,
    size: sizeOf(selection),
    /** A selected case as far as it is known here. */
    rowOf,
    hiddenIds,
  };
}
