"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type CaseRow, type Grouping, type ShownPart, sumOf, unpackRows } from "@/components/grid/case-row";
import { useLoadedCases } from "@/components/selection/loaded-cases";
import type { CaseFilter } from "@/lib/domain/case-filter";
import { useLiveCases } from "./live-cases";
import { type CountedPart, inParts, withOnly } from "./shown-parts";

type Props = {
  projectId: string | null;
  by: Grouping;
  parts: CountedPart[];
  packedRows: string | null;
  filter: CaseFilter;
  sort: string;
  stamp: string;
};

/** The parts as the filter leaves them, with the cases of them that are here, and what opens and closes them. */
export function useShownCases({ projectId, by, parts: groups, packedRows, filter, sort, stamp }: Props) {
  const [openings, setOpenings] = useState<Record<string, boolean>>({});
  const rows = useMemo(
    () => (packedRows === null ? null : inParts(by, unpackRows(packedRows))),
    [by, packedRows],
  );
  const openGroups = useMemo(
    () =>
      groups
        .filter(({ id }, i) => openings[id] ?? (rows !== null || (projectId === null && i === 0)))
        .map(({ id }) => id),
    [projectId, groups, openings, rows],
  );
  const cases = useLoadedCases({ projectId, by, rows, filter, sort, stamp, openGroups });
  const { rowsOf, drop, isPaged, more } = cases;
  const rowsRef = useRef<ReadonlyMap<string, CaseRow>>(new Map());
  const live = useLiveCases({ projectId, stamp, filter, by, rowsRef });
  const filtered = useMemo(
    () =>
      groups.map(
        (group): ShownPart => ({
          ...group,
          shown: sumOf(group.counts),
          rows:
            live.rows.size > 0
              ? rowsOf(group.id).map((row) => live.rows.get(row.id) ?? row)
              : rowsOf(group.id),
          isOpen: openGroups.includes(group.id),
        }),
      ),
    [groups, openGroups, rowsOf, live.rows],
  );
  const loaded = useMemo(
    () => new Map(filtered.flatMap((group) => group.rows).map((row) => [row.id, row])),
    [filtered],
  );
  useEffect(() => {
    rowsRef.current = loaded;
  }, [loaded]);
  const open = useCallback(
    (id: string, isOpen: boolean) => {
      setOpenings((before) => ({ ...before, [id]: isOpen }));
      if (!isOpen && isPaged) drop(id);
    },
    [drop, isPaged],
  );
  return { filtered, loaded, open, more, changed: live };
}

/** Only some cases are looked at, whatever the filter says, until they are let go; another filter is another look. */
export function useLook(
  { filter, by, parts }: Pick<Props, "filter" | "by" | "parts">,
  filtered: ShownPart[],
  rowOf: (id: string) => CaseRow | undefined,
) {
  const under = JSON.stringify(filter);
  const [looking, setLooking] = useState<{ at: ReadonlySet<string>; under: string } | null>(null);
  if (looking && looking.under !== under) setLooking(null);
  const only = looking?.under === under ? looking.at : null;
  const shownParts = useMemo(
    () =>
      only
        ? withOnly(
            by,
            parts,
            [...only].flatMap((id) => rowOf(id) ?? []),
          )
        : filtered,
    [only, by, parts, filtered, rowOf],
  );
  const setOnly = (ids: Iterable<string> | null) => setLooking(ids && { at: new Set(ids), under });
  return { isOnly: only !== null, shownParts, setOnly };
}
