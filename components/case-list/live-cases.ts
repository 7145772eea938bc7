"use client";

import { useEffect, useRef, useState } from "react";
import { getJson, postJson } from "@/components/api";
import { type CaseRow, type Grouping, partOf } from "@/components/grid/case-row";
import { type CaseFilter, filterMatcher } from "@/lib/domain/case-filter";
import type { CaseChanges } from "@/lib/contract/answers/cases";

/** In milliseconds. */
const ASK_EVERY = 4_000;

type Changed = {
  stamp: string;
  rows: ReadonlyMap<string, CaseRow>;
  /** Who has changed which case. */
  by: ReadonlyMap<string, string>;
  /** More were changed than were told. */
  hasMore: boolean;
};
const nothing = (stamp: string): Changed => ({ stamp, rows: new Map(), by: new Map(), hasMore: false });

type Props = {
  projectId: string | null;
  stamp: string;
  filter: CaseFilter;
  by: Grouping;
  /** The rows that are here, as they were read. */
  rowsRef: React.RefObject<ReadonlyMap<string, CaseRow>>;
};

/**
 * What others change while the list is open: the rows that are here as they are now, and who changed how many cases. A row
 * stays where it is until the page is read anew, so that nothing moves under the pointer.
 */
export function useLiveCases({ projectId, stamp, filter, by, rowsRef }: Props) {
  const [changed, setChanged] = useState(nothing(stamp));
  const current = useRef(changed);
  useEffect(() => {
    let since = stamp;
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    current.current = nothing(stamp);
    const matches = filterMatcher(filter);
    const look = async () => {
      const query = new URLSearchParams({ since, ...(projectId && { project: projectId }) });
      const answer = await getJson<CaseChanges>(`/api/case-changes?${query}`);
      if (!answer.ok || isOver) return;
      since = answer.body.at;
      const before = current.current;
      const news = answer.body.cases.filter(({ id, version, updatedAt }) => {
        const row = before.rows.get(id) ?? rowsRef.current.get(id);
        return row ? version > row.version : updatedAt > stamp && !before.by.has(id);
      });
      const { hasMore, removedBy } = answer.body;
      if (news.length === 0 && removedBy === null) return;
      // Of very many changes only the newest are told, and of what is deleted nothing: every row that is here may be meant.
      const isAny = hasMore || removedBy !== null;
      const ids = (isAny ? [...rowsRef.current.keys()] : news.map(({ id }) => id)).filter((id) =>
        rowsRef.current.has(id),
      );
      const read = ids.length > 0 ? await postJson<CaseRow[]>("/api/case-rows", { ids }) : null;
      if (isOver || (read && !read.ok)) return;
      const found = new Set(read?.body.map(({ id }) => id));
      const removed = removedBy === null ? [] : ids.filter((id) => !found.has(id) && !before.by.has(id));
      if (news.length === 0 && removed.length === 0) return;
      const newer = (read?.body ?? []).filter((row) => row.version !== rowsRef.current.get(row.id)?.version);
      const rows = newer.map((row): [string, CaseRow] => {
        const old = rowsRef.current.get(row.id);
        const stays = matches(row) && (!old || partOf(by, old) === partOf(by, row));
        return [row.id, { ...row, live: stays ? "changed" : "left" }];
      });
      const gone = removed.flatMap((id): [string, CaseRow][] => {
        const old = rowsRef.current.get(id);
        return old ? [[id, { ...old, live: "removed" }]] : [];
      });
      const who = [
        ...news.map(({ id, changedBy }): [string, string] => [id, changedBy]),
        ...removed.map((id): [string, string] => [id, removedBy ?? ""]),
      ];
      current.current = {
        stamp,
        rows: new Map([...before.rows, ...rows, ...gone]),
        by: new Map([...before.by, ...who]),
        hasMore: before.hasMore || hasMore,
      };
      setChanged(current.current);
    };
    const wait = () => {
      timer = setTimeout(async () => {
        if (document.visibilityState === "visible") await look();
        if (!isOver) wait();
      }, ASK_EVERY);
    };
    wait();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [projectId, stamp, filter, by, rowsRef]);
  // What has been read anew needs no news.
  return changed.stamp === stamp ? changed : nothing(stamp);
}
