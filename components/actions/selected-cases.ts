"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { postJson } from "@/components/api";
import type { SelectedCases } from "@/lib/contract/answers/cases";
import type { ActionTarget, SelectedCase } from "./offers";

/** Cases fetched at a time. */
const PAGE = 200;

type Loaded = { cases: SelectedCase[]; cursor: string | null; isComplete: boolean; hasFailed: boolean };
const NOTHING: Loaded = { cases: [], cursor: null, isComplete: false, hasFailed: false };

/**
 * The cases of a target in the order of their addresses, fetched as they are needed: of a filter the page knows only
 * some, and of ids only the order of selecting.
 */
export function useSelectedCases({ selection, count, rows }: ActionTarget) {
  const only = count === 1 && rows.length === 1 ? rows : undefined;
  const key = JSON.stringify(selection);
  const store = useRef<{ key: string; loaded: Loaded }>({ key, loaded: NOTHING });
  const [state, setState] = useState<{ key: string; loaded: Loaded }>({ key, loaded: NOTHING });

  const load = useCallback(
    async (n: number): Promise<readonly SelectedCase[]> => {
      if (only) return only;
      if (store.current.key !== key) store.current = { key, loaded: NOTHING };
      while (!store.current.loaded.isComplete && store.current.loaded.cases.length < n) {
        const { cases, cursor } = store.current.loaded;
        const body = { selection: JSON.parse(key), limit: PAGE, ...(cursor && { cursor }) };
        const answer = await postJson<SelectedCases>("/api/v1/cases/list", body);
        if (store.current.key !== key) return [];
        store.current = {
          key,
          loaded: answer.ok
            ? {
                cases: [...cases, ...answer.body.cases],
                cursor: answer.body.nextCursor,
                isComplete: answer.body.nextCursor === null,
                hasFailed: false,
              }
            : { ...store.current.loaded, hasFailed: true },
        };
        setState(store.current);
        if (!answer.ok) break;
      }
      return store.current.loaded.cases;
    },
    [key, only],
  );
  const loaded = state.key === key ? state.loaded : NOTHING;
  return only
    ? { cases: only, isComplete: true, hasFailed: false, load }
    : { cases: loaded.cases, isComplete: loaded.isComplete, hasFailed: loaded.hasFailed, load };
}

/** The first page as soon as `isWanted`, and again when the selection has become another. */
export function useFirstPage(load: (n: number) => Promise<unknown>, isWanted: boolean) {
  useEffect(() => {
    if (isWanted) void load(1);
  }, [load, isWanted]);
}
