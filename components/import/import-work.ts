"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState, useSyncExternalStore } from "react";
import { postJson } from "@/components/api";
import { longWork, postWork, type WorkProgress } from "@/components/long-work";
import { downloadErrors } from "./download-errors";
import { keptFile, NO_DRAFT, restoredFile, storeDraft, storedDraft } from "./draft";
import type { ImportAnswer } from "./import-answer";
import { type Aim, type ImportEvent, importFlow } from "./import-flow";
import { contentOf, requestOf } from "./import-request";
import {
  fieldsOf,
  hasAddresses,
  type ImportState,
  isTab,
  mayCreate,
  rowsInError,
  type Start,
  startOf,
} from "./import-state";

export type Import = ReturnType<typeof useImport>;

/** The import of a group: its state, and what can be done. `isInBrowser` tells that this tab's memory can be read. */
export function useImport(
  groupId: string,
  { caseType, last }: Pick<Start, "caseType" | "last">,
  isInBrowser: boolean,
) {
  const router = useRouter();
  const search = useSearchParams();
  const wanted = search.get("tab");
  const tab = isTab(wanted) ? wanted : "type";
  const asked = Number(search.get("step"));
  const step = asked === 2 || asked === 3 ? asked : 1;
  const [work] = useState(() => {
    const draft = isInBrowser ? storedDraft(groupId) : NO_DRAFT;
    const file = isInBrowser ? restoredFile(draft.file) : null;
    return importWork(groupId, { caseType, last, place: { tab, step }, draft, file });
  });
  const state = useSyncExternalStore(work.subscribe, work.now, work.now);
  useEffect(() => work.send({ type: "placed", place: { tab, step } }), [work, tab, step]);
  useEffect(() => work.send({ type: "lastRead", last }), [work, last]);
  useEffect(() => {
    if (isInBrowser) work.resume();
  }, [work, isInBrowser]);
  return {
    ...work,
    state,
    // The rest of the page counts the cases, too.
    create: async () => {
      if (await work.create()) router.refresh();
    },
    undone: () => {
      work.send({ type: "undone" });
      router.refresh();
    },
  };
}

/** Holds the state of one import between events, and does what they ask for: requests, the address, this tab's memory. */
function importWork(groupId: string, start: Start) {
  let state = startOf(start);
  let isResumed = false;
  const listeners = new Set<() => void>();
  const postOnce = longWork<ImportAnswer>();

  const send = (event: ImportEvent): void => {
    const before = state;
    state = importFlow(before, event);
    if (state === before) return;
    keep(groupId, before, state);
    if (event.type !== "placed") showPlace(groupId, before, state);
    for (const tell of listeners) tell();
  };

  const check = async (aim: Aim) => {
    send({ type: "asked", work: "check" });
    const { turn } = state;
    const onProgress = (progress: WorkProgress) => send({ type: "progressed", turn, progress });
    const { path, body } = requestOf(state, groupId, optionsOf(state, "check"));
    send({ type: "checked", turn, aim, answer: await postWork<ImportAnswer>(path, body, onProgress) });
  };

  const changeAndCheck = (event: ImportEvent) => {
    send(event);
    void check("rows");
  };

  /** The fields are judged by the server, with no address but an empty one. */
  const judgeFields = async () => {
    const fields = fieldsOf(state);
    if (state.work || state.judged === JSON.stringify(fields)) return;
    send({ type: "fieldsAsked" });
    const { turn } = state;
    const body = { fields, addresses: [{}], mode: "check" };
    const answer = await postJson<ImportAnswer>(`/api/v1/groups/${groupId}/cases`, body);
    send({ type: "fieldsJudged", turn, answer });
  };

  const create = async (): Promise<boolean> => {
    send({ type: "createPressed" });
    const { check: found, turn } = state;
    if (!found || !mayCreate(state)) return false;
    send({ type: "asked", work: "commit" });
    const options = optionsOf(state, "commit", rowsInError(found) > 0 ? "skip" : "stop");
    const sent = requestOf(state, groupId, options);
    const answer = await postOnce(sent.path, sent.body, contentOf(state, sent, options), {
      onProgress: (progress) => send({ type: "progressed", turn, progress }),
      onPause: (pause) => send({ type: "paused", pause }),
    });
    send({ type: "committed", answer });
    if (!answer.ok && answer.problem.code === "import_has_errors") {
      // Somebody was faster: the check now says what stands in the way.
      await check("rows");
      if (!state.isStale) send({ type: "refused", problem: { code: "", detail: answer.problem.detail } });
    }
    return answer.ok;
  };

  return {
    now: () => state,
    subscribe: (tell: () => void) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    send,
    check,
    changeAndCheck,
    judgeFields,
    create,
    /** Reloaded after the first step: what was found is found again. */
    resume: () => {
      const { step, tab } = state.place;
      if (!isResumed && (step === 3 || (step === 2 && tab === "excel"))) void check("rows");
      isResumed = true;
    },
    leaveAddresses: async () => {
      if (state.work) return;
      send({ type: "addressesLeft" });
      if (state.place.tab === "excel" && hasAddresses(state)) await check("addresses");
    },
    leaveFields: async () => {
      if (!state.work) await check("fields");
    },
    chooseFile: async (file: File | null) => {
      send({ type: "fileChosen", file });
      if (file) send({ type: "fileKept", file, kept: await keptFile(file) });
    },
    downloadErrors: async () => {
      send({ type: "refused", problem: undefined });
      const { path, body } = requestOf(state, groupId, { mode: "check" });
      send({ type: "refused", problem: await downloadErrors(path, body) });
    },
  };
}

const optionsOf = (
  { accepts }: ImportState,
  mode: "check" | "commit",
  onError: "stop" | "skip" = "stop",
) => ({
  mode,
  onError,
  acceptWarnings: accepts,
});

/** What is typed is kept until it has been created. */
function keep(groupId: string, before: ImportState, { draft, created }: ImportState) {
  if (draft !== before.draft || created !== before.created) storeDraft(groupId, created ? NO_DRAFT : draft);
}

/** A step is a page to go Back from, a tab is not. */
function showPlace(groupId: string, before: ImportState, { place: { tab, step } }: ImportState) {
  const query = new URLSearchParams({ group: groupId, tab });
  if (step > 1) query.set("step", String(step));
  if (step !== before.place.step) window.history.pushState(null, "", `?${query}`);
  else if (tab !== before.place.tab) window.history.replaceState(null, "", `?${query}`);
}
