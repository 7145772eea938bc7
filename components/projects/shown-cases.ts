"use client";

import { useCallback, useMemo, useState } from "react";
import { type CaseRow, type ShownGroup, sumOf, unpackRows } from "@/components/grid/case-row";
import { useLoadedCases } from "@/components/selection/loaded-cases";
import type { CaseFilter } from "@/lib/domain/case-filter";
import { byGroup, type CountedGroup, withOnly } from "./shown-groups";

type Props = {
  project: { id: string };
  groups: CountedGroup[];
  packedRows: string | null;
  filter: CaseFilter;
  sort: string;
  stamp: string;
};

/** The groups as the filter leaves them, with the cases of them that are here, and what opens and closes them. */
export function useShownCases({ project, groups, packedRows, filter, sort, stamp }: Props) {
  const [openings, setOpenings] = useState<Record<string, boolean>>({});
  const rows = useMemo(() => (packedRows === null ? null : byGroup(unpackRows(packedRows))), [packedRows]);
  const openGroups = useMemo(
    () => groups.filter(({ id }) => openings[id] ?? rows !== null).map(({ id }) => id),
    [groups, openings, rows],
  );
  const cases = useLoadedCases({ projectId: project.id, rows, filter, sort, stamp, openGroups });
  const { rowsOf, drop, isPaged, more } = cases;
  const filtered = useMemo(
    () =>
      groups.map(
        (group): ShownGroup => ({
          ...group,
          shown: sumOf(group.counts),
          rows: rowsOf(group.id),
          isOpen: openGroups.includes(group.id),
        }),
      ),
    [groups, openGroups, rowsOf],
  );
  const loaded = useMemo(
    () => new Map(filtered.flatMap((group) => group.rows).map((row) => [row.id, row])),
    [filtered],
  );
  const open = useCallback(
    (id: string, isOpen: boolean) => {
      setOpenings((before) => ({ ...before, [id]: isOpen }));
      if (!isOpen && isPaged) drop(id);
    },
    [drop, isPaged],
  );
  return { filtered, loaded, open, more };
}

/** Only some cases are looked at, whatever the filter says, until they are let go; another filter is another look. */
export function useLook(
  filter: CaseFilter,
  groups: CountedGroup[],
  filtered: ShownGroup[],
  rowOf: (id: string) => CaseRow | undefined,
) {
  const under = JSON.stringify(filter);
  const [looking, setLooking] = useState<{ at: ReadonlySet<string>; under: string } | null>(null);
  if (looking && looking.under !== under) setLooking(null);
  const only = looking?.under === under ? looking.at : null;
  const shownGroups = useMemo(
    () =>
      only
        ? withOnly(
            groups,
            [...only].flatMap((id) => rowOf(id) ?? []),
          )
        : filtered,
    [only, groups, filtered, rowOf],
  );
  const setOnly = (ids: Iterable<string> | null) => setLooking(ids && { at: new Set(ids), under });
  return { isOnly: only !== null, shownGroups, setOnly };
}
