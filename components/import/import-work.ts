"use client";

import { useLocale } from "next-intl";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { postJson } from "@/components/api";
import { longWork, postWork, type WorkProgress } from "@/components/long-work";
import { downloadErrors } from "./download-errors";
import { keptFile, NO_DRAFT, restoredFile, storedDraft } from "./draft";
import type { ImportAnswer } from "./import-answer";
import type { Aim, ImportEvent } from "./import-flow";
import { contentOf, requestOf } from "./import-request";
import { importStore } from "./import-store";
import {
  fieldsOf,
  hasAddresses,
  type ImportState,
  isTab,
  mayCreate,
  rowsInError,
  type Start,
} from "./import-state";

export type Import = ReturnType<typeof useImport>;

/** The import of a group: its state, and what can be done. With `isInBrowser` the draft stored in this tab is read. */
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
  const locale = useLocale();
  const told = useRef(locale);
  useEffect(() => {
    if (told.current !== locale) work.tellAgain();
    told.current = locale;
  }, [work, locale]);
  return {
    ...work,
    state,
    // Other parts of the page count the cases.
    create: async () => {
      if (await work.create()) router.refresh();
    },
    undone: () => {
      work.send({ type: "undone" });
      router.refresh();
    },
  };
}

type Store = ReturnType<typeof importStore>;

/** What can be done in one import. */
function importWork(groupId: string, start: Start) {
  const store = importStore(groupId, start);
  const { now, send } = store;
  const { check, judgeFields, create } = importRequests(groupId, store);
  let isResumed = false;
  return {
    ...store,
    check,
    judgeFields,
    create,
    changeAndCheck: (event: ImportEvent) => {
      send(event);
      void check("rows");
    },
    /** After a reload in a later step: checks the rows again. */
    resume: () => {
      const { step, tab } = now().place;
      if (!isResumed && (step === 3 || (step === 2 && tab === "excel"))) void check("rows");
      isResumed = true;
    },
    /** What was found is told by the server, in the language of the page as it was then. */
    tellAgain: () => {
      if (now().check && !now().work && !now().created) void check("rows");
    },
    leaveAddresses: async () => {
      if (now().work) return;
      send({ type: "addressesLeft" });
      if (now().place.tab === "excel" && hasAddresses(now())) await check("addresses");
    },
    leaveFields: async () => {
      if (!now().work) await check("fields");
    },
    chooseFile: async (file: File | null) => {
      send({ type: "fileChosen", file });
      if (file) send({ type: "fileKept", file, kept: await keptFile(file) });
    },
    downloadErrors: async () => {
      send({ type: "refused", problem: undefined });
      const { path, body } = requestOf(now(), groupId, { mode: "check" });
      send({ type: "refused", problem: await downloadErrors(path, body) });
    },
  };
}

/** The requests of one import: each sends its progress and its answer as events. */
function importRequests(groupId: string, { now, send }: Store) {
  const postOnce = longWork<ImportAnswer>();

  const check = async (aim: Aim) => {
    send({ type: "asked", work: "check" });
    const { turn } = now();
    const onProgress = (progress: WorkProgress) => send({ type: "progressed", turn, progress });
    const { path, body } = requestOf(now(), groupId, optionsOf(now(), "check"));
    send({ type: "checked", turn, aim, answer: await postWork<ImportAnswer>(path, body, onProgress) });
  };

  /** Has the server check the fields, with one empty address. */
  const judgeFields = async () => {
    const fields = fieldsOf(now());
    if (now().work || now().judged === JSON.stringify(fields)) return;
    send({ type: "fieldsAsked" });
    const { turn } = now();
    const body = { fields, addresses: [{}], mode: "check" };
    const answer = await postJson<ImportAnswer>(`/api/v1/groups/${groupId}/cases`, body);
    send({ type: "fieldsJudged", turn, answer });
  };

  const create = async (): Promise<boolean> => {
    send({ type: "createPressed" });
    const { check: found, turn } = now();
    if (!found || !mayCreate(now())) return false;
    send({ type: "asked", work: "commit" });
    const options = optionsOf(now(), "commit", rowsInError(found) > 0 ? "skip" : "stop");
    const sent = requestOf(now(), groupId, options);
    const answer = await postOnce(sent.path, sent.body, contentOf(now(), sent, options), {
      onProgress: (progress) => send({ type: "progressed", turn, progress }),
      onPause: (pause) => send({ type: "paused", pause }),
    });
    send({ type: "committed", answer });
    if (!answer.ok && answer.problem.code === "import_has_errors") {
      // Another import created some of the addresses meanwhile; a new check shows which.
      await check("rows");
      if (!now().isStale) send({ type: "refused", problem: { code: "", detail: answer.problem.detail } });
    }
    return answer.ok;
  };

  return { check, judgeFields, create };
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
