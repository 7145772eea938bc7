"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { getJson } from "@/components/api";
import { type CaseRow, caseRowOf, type Grouping, type ToldCase } from "@/components/grid/case-row";
import { queryOf } from "./selection";
import type { CaseFilter } from "@/lib/domain/case-filter";

const PAGE = 500;

type Pages = { stamp: string; rows: CaseRow[]; cursor: string | null };

const readPage = (projectId: string | null, filter: CaseFilter, sort: string, cursor: string | null) => {
  const query = queryOf(filter);
  query.set("sort", sort);
  query.set("limit", String(PAGE));
  query.set("fields", "list");
  if (cursor) query.set("cursor", cursor);
  const path = projectId ? `/api/v1/projects/${projectId}/cases` : "/api/v1/cases";
  return getJson<{ cases: ToldCase[]; nextCursor: string | null }>(`${path}?${query}`);
};

/** Every case that matches, page by page; null when the connection or the server gives up. */
export async function readAllCases(projectId: string | null, filter: CaseFilter): Promise<CaseRow[] | null> {
  const rows: CaseRow[] = [];
  for (let cursor: string | null = null; ; ) {
    const answer = await readPage(projectId, filter, "number", cursor);
    if (!answer.ok) return null;
    for (const told of answer.body.cases) rows.push(caseRowOf(told));
    cursor = answer.body.nextCursor;
    if (!cursor) return rows;
  }
}

type Props = {
  /** Null: of all projects. */
  projectId: string | null;
  by: Grouping;
  /** All that match, by group; null when they are too many, and each group's are read when it is opened. */
  rows: ReadonlyMap<string, CaseRow[]> | null;
  filter: CaseFilter;
  sort: string;
  /** Differs whenever the page has been read anew. */
  stamp: string;
  openGroups: readonly string[];
};

const NONE: CaseRow[] = [];

/** The cases that are on the page: all of them, or those of the open groups as far as they have been looked at. */
export function useLoadedCases({ projectId, by, rows, filter, sort, stamp, openGroups }: Props) {
  const [pages, setPages] = useState<Record<string, Pages>>({});
  const reading = useRef(new Set<string>());
  const isPaged = rows === null;

  const read = useCallback(
    async (group: string, before: Pages | undefined) => {
      const key = `${stamp} ${group}`;
      if (reading.current.has(key)) return;
      reading.current.add(key);
      const isNext = before?.stamp === stamp;
      const wanted = isNext ? before.rows.length + PAGE : Math.max(PAGE, before?.rows.length ?? 0);
      const found: CaseRow[] = isNext ? [...before.rows] : [];
      let cursor = isNext ? before.cursor : null;
      do {
        const answer = await readPage(projectId, { ...filter, [by]: [group] }, sort, cursor);
        if (!answer.ok) break;
        for (const told of answer.body.cases) found.push(caseRowOf(told));
        cursor = answer.body.nextCursor;
      } while (cursor && found.length < wanted);
      reading.current.delete(key);
      setPages((all) => ({ ...all, [group]: { stamp, rows: found, cursor } }));
    },
    [projectId, by, filter, sort, stamp],
  );

  useEffect(() => {
    if (!isPaged) return;
    for (const group of openGroups) if (pages[group]?.stamp !== stamp) void read(group, pages[group]);
  }, [isPaged, openGroups, pages, stamp, read]);

  const more = useCallback(
    (group: string) => {
      const before = pages[group];
      if (before?.cursor && before.stamp === stamp) void read(group, before);
    },
    [pages, stamp, read],
  );
  /** What a closed group has loaded is let go, so that a long visit does not fill the browser. */
  const drop = useCallback((group: string) => {
    setPages(({ [group]: _, ...rest }) => rest);
  }, []);
  const rowsOf = useCallback(
    (group: string) => (rows ? rows.get(group) : pages[group]?.rows) ?? NONE,
    [rows, pages],
  );
  return {
    isPaged,
    rowsOf,
    more,
    drop,
  };
}
