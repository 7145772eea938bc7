"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { type ProblemDocument, postJson } from "@/components/api";
import type { TypedValues } from "@/components/fields/case-field-control";
import { type Pause, postWork, useLongWork, type WorkProgress } from "@/components/long-work";
import { Refusal } from "@/components/refusal";
import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/toast";
import { expandRange } from "@/lib/domain/addresses/address-range";
import { DEFAULTS } from "@/lib/domain/fields/fields";
import { LIMITS } from "@/lib/domain/limits";
import type { CaseType } from "@/lib/domain/vocabulary";
import { AddressStep, type Tab } from "./address-step";
import { CheckStep } from "./check-step";
import { CreatedPanel } from "./created-panel";
import { downloadErrors } from "./download-errors";
import { type Draft, keptFile, NO_DRAFT, restoredFile, storeDraft, storedDraft } from "./draft";
import { FieldsStep } from "./fields-step";
import {
  type FileQuestion,
  fieldProblems,
  type ImportAnswer,
  isFilled,
  renumbered,
  type TypedRow,
} from "./import-answer";
import { ProgressLine } from "./progress-line";
import { lineOf } from "./range-form";

type Step = 1 | 2 | 3;
type Props = {
  project: { id: string; name: string };
  group: { id: string; name: string; caseType: CaseType };
  /** The last batch's values and when it was made. */
  last: { fields: TypedValues; at: string } | null;
  hasAddressService: boolean;
};

const nothingToHear = () => () => {};

/** »Tilføj adresse«: begins again with what this tab remembers, once the browser has told. */
export function ImportView(props: Props) {
  const isInBrowser = useSyncExternalStore(
    nothingToHear,
    () => true,
    () => false,
  );
  return <ImportSteps key={String(isInBrowser)} {...props} isInBrowser={isInBrowser} />;
}

const isTab = (value: string | null): value is Tab =>
  value === "type" || value === "range" || value === "excel";
/** Refusals that the first step answers, by a choice or by another file. */
const QUESTIONS = ["missing_columns", "ambiguous_columns", "choose_sheet"];
const OF_FILE = [...QUESTIONS, "invalid_file", "payload_too_large", "too_many_rows"];
/** The rows that are read hang on these: what was mended or taken out before belongs to others. */
const OTHER_ROWS = ["sheet", "hiddenRows"];

/** Addresses, case fields, check and create. Nothing typed is lost on the way back, by reload or by Back. */
function ImportSteps({
  project,
  group,
  last,
  hasAddressService,
  isInBrowser,
}: Props & { isInBrowser: boolean }) {
  const t = useTranslations("import");
  const format = useFormatter();
  const router = useRouter();
  const search = useSearchParams();
  const [draft, setDraft] = useState<Draft>(() => (isInBrowser ? storedDraft(group.id) : NO_DRAFT));
  const [file, setFile] = useState<File | null>(() => (isInBrowser ? restoredFile(draft.file) : null));
  const [question, setQuestion] = useState<FileQuestion>();
  const [check, setCheck] = useState<ImportAnswer>();
  const [shown, setShown] = useState({ errors: {}, warnings: {} } as ReturnType<typeof fieldProblems>);
  const [summary, setSummary] = useState<{ path: string; message: string }[]>([]);
  const [wantsFields, setWantsFields] = useState(false);
  const [seesWarnings, setSeesWarnings] = useState<string[]>([]);
  /** Something was changed that the server has not judged yet. */
  const [isStale, setStale] = useState(false);
  const [accepts, setAccepts] = useState(false);
  const [asksToAccept, setAsksToAccept] = useState(false);
  const [asksForAddresses, setAsksForAddresses] = useState(false);
  const [refusal, setRefusal] = useState<Told>();
  const [progress, setProgress] = useState<WorkProgress>();
  const postOnce = useLongWork<ImportAnswer>();
  const [isBusy, setBusy] = useState(false);
  const [created, setCreated] = useState<ImportAnswer>();
  const top = useRef<HTMLHeadingElement>(null);
  const foot = useRef<HTMLDivElement>(null);
  /** Of checks under way the last one counts. */
  const turn = useRef(0);
  const judged = useRef("");
  const refuse = (detail: string) => setRefusal({ code: "", detail });
  const wanted = search.get("tab");
  const tab: Tab = isTab(wanted) ? wanted : "type";
  const asked = Number(search.get("step"));
  const canCheck = check !== undefined || tab !== "excel" || file !== null;
  const step: Step = asked === 3 && canCheck ? 3 : asked === 2 && canCheck ? 2 : 1;
  // What was pressed may stand far above the buttons.
  useEffect(() => {
    if (step >= 1 && (refusal || question || seesWarnings.length > 0))
      foot.current?.scrollIntoView({ block: "nearest" });
  }, [refusal, question, seesWarnings, step]);
  const fields = useMemo(
    () => draft.fields ?? { payerSameAsCustomer: true, ...DEFAULTS[group.caseType], ...last?.fields },
    [draft.fields, group.caseType, last],
  );

  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    storeDraft(group.id, next);
    return next;
  };
  /** New addresses are other rows: what was mended or taken out of the old ones is forgotten. */
  const changeRows = (part: Partial<Draft>) => {
    change({ ...part, overrides: {}, omitted: [] });
    setCheck(undefined);
    setAsksForAddresses(false);
  };
  const address = (to: { step?: Step; tab?: Tab }) => {
    const query = new URLSearchParams({ group: group.id, tab: to.tab ?? tab });
    if (to.step && to.step > 1) query.set("step", String(to.step));
    return `?${query}`;
  };
  const go = (to: Step) => {
    setRefusal(undefined);
    setSeesWarnings([]);
    if (to !== step) window.history.pushState(null, "", address({ step: to }));
    requestAnimationFrame(() => top.current?.focus());
  };
  /** Back to the file, at the foot of the step, where it is said what is the matter with it. */
  const goToFile = () => {
    if (step !== 1) window.history.pushState(null, "", address({ step: 1 }));
  };

  /** Rows as they stand now, numbered from 1; removed ones keep their number and are not sent. */
  const rows = useMemo<TypedRow[]>(() => {
    if (tab !== "range") return draft.typed.filter(isFilled);
    const taken = new Set(draft.taken);
    return (expandRange(draft.range).addresses as TypedRow[]).filter((one) => !taken.has(lineOf(one)));
  }, [tab, draft.typed, draft.range, draft.taken]);
  const count = tab === "excel" ? check?.rows : rows.length - draft.omitted.length;

  const path = `/api/v1/groups/${group.id}/${tab === "excel" ? "import" : "cases"}`;
  const bodyOf = (from: Draft, options: Record<string, string | boolean>): FormData | string => {
    if (tab !== "excel") {
      const gone = new Set(from.omitted);
      const addresses = rows.flatMap((row, i) =>
        gone.has(i + 1) ? [] : [withoutEmpty({ ...row, ...mended(from.overrides, i + 1) })],
      );
      return JSON.stringify({ fields, addresses, ...options });
    }
    const form = new FormData();
    if (file) form.set("file", file);
    for (const [key, value] of Object.entries({ fields, columns: from.columns, omit: from.omitted }))
      form.set(key, JSON.stringify(value));
    const overrides = Object.entries(from.overrides).map(([place, value]) => {
      const at = place.indexOf(":");
      return { row: Number(place.slice(0, at)), field: place.slice(at + 1), value };
    });
    form.set("overrides", JSON.stringify(overrides));
    for (const [key, value] of Object.entries({ ...from.choices, ...options })) form.set(key, String(value));
    return form;
  };

  const send = async (mode: "check" | "commit", from: Draft, onError: "stop" | "skip" = "stop") => {
    setBusy(true);
    setRefusal(undefined);
    const mine = mode === "check" ? ++turn.current : 0;
    const options = { mode, onError, acceptWarnings: accepts };
    const body = bodyOf(from, options);
    const content =
      typeof body === "string"
        ? body
        : JSON.stringify([from, fields, options, file?.name, file?.lastModified]);
    const tell = { onProgress: setProgress, onPause: (pause: Pause) => refuse(t(`pause.${pause}`)) };
    const answer =
      mode === "check"
        ? await postWork<ImportAnswer>(path, body, setProgress)
        : await postOnce(path, body, content, tell);
    if (mode === "check" && mine !== turn.current) return undefined;
    setBusy(false);
    setProgress(undefined);
    if (answer.ok) setRefusal(undefined);
    else {
      const { problem } = answer;
      const isQuestion = QUESTIONS.includes(problem.code);
      setQuestion(
        isQuestion ? { ...(problem as Partial<FileQuestion>), message: problem.detail } : undefined,
      );
      if (OF_FILE.includes(problem.code)) goToFile();
      if (!isQuestion) setRefusal({ ...problem, isCommit: mode === "commit" });
    }
    return answer;
  };

  const runCheck = async (from: Draft) => {
    const answer = await send("check", from);
    if (!answer) return undefined;
    setStale(!answer.ok);
    if (!answer.ok) return undefined;
    setQuestion(undefined);
    const told = renumbered(answer.body, tab === "excel" ? [] : from.omitted);
    setCheck(told);
    return told;
  };

  const leaveAddresses = async () => {
    if (isBusy) return;
    const isReady = tab === "excel" ? file !== null && file.size <= LIMITS.uploadBytes : rows.length > 0;
    setAsksForAddresses(!isReady);
    if (!isReady) return refuse(t(`nothing.${tab}`));
    // A file is looked into at once: what is wrong with it should not wait for the fields.
    if (tab === "excel" && !(await runCheck(draft))) return;
    go(2);
  };

  const leaveFields = async () => {
    if (isBusy) return;
    const told = await runCheck(draft);
    if (!told) return;
    setWantsFields(true);
    judged.current = JSON.stringify(fields);
    const found = fieldProblems(told);
    const isSeen = ([field, message]: [string, string]) =>
      (shown.warnings as Record<string, string>)[field] === message;
    const unseen = Object.entries(found.warnings).filter((one) => !isSeen(one));
    setShown(found);
    setSummary(Object.entries(found.errors).map(([field, message]) => ({ path: field, message })));
    if (Object.keys(found.errors).length > 0) return setSeesWarnings([]);
    // Told at its field, where it can be changed, before it is told of the rows.
    if (unseen.length > 0) return setSeesWarnings(unseen.map(([, message]) => message));
    go(3);
  };

  /** A field is judged when it is left: by the server, with no address but an empty one. */
  const recheckFields = async () => {
    const asked = JSON.stringify(fields);
    if (isBusy || asked === judged.current) return;
    judged.current = asked;
    const mine = ++turn.current;
    const answer = await postJson<ImportAnswer>(`/api/v1/groups/${group.id}/cases`, {
      fields,
      addresses: [{}],
      mode: "check",
    });
    if (!answer.ok || mine !== turn.current) return;
    const { rows: one, problems } = answer.body;
    // What is merely not filled in yet is no fault before the button is pressed.
    const told = problems.filter(({ code }) => wantsFields || code !== "required");
    setShown(fieldProblems({ rows: one, problems: told }));
  };

  const create = async () => {
    if (!check || isBusy) return;
    const errorRows = rowsInError(check);
    if (hasWarnings(check) && !accepts) return setAsksToAccept(true);
    if (check.rows <= errorRows) return refuse(t("noneReady"));
    const answer = await send("commit", draft, errorRows > 0 ? "skip" : "stop");
    if (answer?.ok) {
      setCreated(answer.body);
      storeDraft(group.id, NO_DRAFT);
      requestAnimationFrame(() => top.current?.focus());
      router.refresh();
    } else if (answer?.problem.code === "import_has_errors") {
      // Somebody was faster: the check now says what stands in the way.
      const { detail } = answer.problem;
      if (await runCheck(draft)) refuse(detail);
    }
  };

  const recheckRows = (part: Partial<Draft>) => void runCheck(change(part));

  // Reloaded at the last step: what was found is found again.
  const isResumed = useRef(false);
  useEffect(() => {
    if (!isInBrowser || isResumed.current) return;
    isResumed.current = true;
    // eslint-disable-next-line react-hooks/set-state-in-effect -- once, to fetch what a reload has lost
    if (asked > 1 && canCheck && (asked === 3 || tab === "excel")) void runCheck(draft);
  });

  const startOver = () => {
    setDraft(NO_DRAFT);
    storeDraft(group.id, NO_DRAFT);
    setFile(null);
    for (const forget of [setCreated, setCheck, setQuestion]) forget(undefined);
    setWantsFields(false);
    setAccepts(false);
    setShown({ errors: {}, warnings: {} });
    window.history.pushState(null, "", address({ step: 1 }));
  };

  if (created) {
    return (
      <CreatedPanel
        project={project}
        group={group}
        created={created}
        headingRef={top}
        onMore={startOver}
        onUndone={(undone) => {
          notify({ tone: "success", message: t("undone", { count: undone }) });
          storeDraft(group.id, draft);
          setCreated(undefined);
          setCheck(undefined);
          window.history.pushState(null, "", address({ step: 1 }));
          router.refresh();
        }}
      />
    );
  }

  const ready = check ? check.rows - rowsInError(check) : 0;
  return (
    <div className="panel p-5 sm:p-6">
      <h2 ref={top} tabIndex={-1} className="mb-5 outline-none">
        {t("step", { step })} {t(`steps.${step}`)}
      </h2>
      {step > 1 && check?.earlier && (
        <Notice tone="warning" role="status" className="mb-5">
          {t("sameFile", {
            day: format.dateTime(new Date(check.earlier.at), { day: "numeric", month: "short" }),
            count: check.earlier.created,
          })}
        </Notice>
      )}
      {step === 1 && (
        <AddressStep
          group={group}
          tab={tab}
          onTab={(to) => {
            setRefusal(undefined);
            setAsksForAddresses(false);
            setCheck(undefined);
            change({ overrides: {}, omitted: [] });
            window.history.replaceState(null, "", address({ tab: to }));
          }}
          draft={draft}
          onChange={changeRows}
          file={file}
          onFile={async (chosen) => {
            setFile(chosen);
            setQuestion(undefined);
            setRefusal(undefined);
            const kept = chosen && { name: chosen.name, size: chosen.size };
            changeRows({ columns: {}, choices: {}, file: kept });
            if (chosen) {
              const whole = await keptFile(chosen);
              setDraft((now) => {
                const next = { ...now, file: whole };
                storeDraft(group.id, next);
                return next;
              });
            }
          }}
          question={question}
          onSheet={(sheet) => {
            // The columns asked for were those of the other sheet.
            setQuestion((before) => before && { message: t("whichSheet"), sheets: before.sheets });
            changeRows({ choices: { sheet }, columns: {} });
          }}
          showsFaults={asksForAddresses}
          hasAddressService={hasAddressService}
        />
      )}
      {step === 2 && (
        <FieldsStep
          caseType={group.caseType}
          count={count}
          isFile={tab === "excel"}
          values={fields}
          onChange={(values) => change({ fields: values })}
          onLeaveField={() => void recheckFields()}
          last={draft.fields === null ? last : null}
          onClear={() => change({ fields: { payerSameAsCustomer: true, ...DEFAULTS[group.caseType] } })}
          errors={shown.errors}
          warnings={shown.warnings}
          summary={<ErrorSummary errors={summary} />}
        />
      )}
      {step === 3 && check && (
        <CheckStep
          check={check}
          fileName={tab === "excel" ? file?.name : undefined}
          onChoice={(input, value) =>
            recheckRows({
              choices: { ...draft.choices, [input]: value },
              ...(input === "sheet" && { columns: {} }),
              ...(OTHER_ROWS.includes(input) && { overrides: {}, omitted: [] }),
            })
          }
          removed={draft.omitted.length}
          acceptsWarnings={accepts}
          asksToAccept={asksToAccept && !accepts}
          onAccept={setAccepts}
          onMend={(row, field, value) =>
            recheckRows({ overrides: { ...draft.overrides, [`${row}:${field}`]: value } })
          }
          onRemove={(some) => recheckRows({ omitted: [...new Set([...draft.omitted, ...some])] })}
          onRestore={() => recheckRows({ omitted: [] })}
        />
      )}
      <ProgressLine progress={progress} isBusy={isBusy} />
      <div ref={foot} className="mt-8 flex scroll-mb-4 flex-col gap-4 border-t border-line pt-5">
        {refusal && (
          <Refusal problem={refusal} unanswered={t(refusal.isCommit ? "unsure" : "lost")}>
            {refusal.errors?.map(({ path, message }) => (
              <p key={`${path} ${message}`}>{message}</p>
            ))}
          </Refusal>
        )}
        {step === 2 && seesWarnings.length > 0 && (
          <Notice tone="warning" role="alert" title={t("fieldWarnings")}>
            <ul className="list-disc pl-5">
              {seesWarnings.map((message) => (
                <li key={message}>{message}</li>
              ))}
            </ul>
          </Notice>
        )}
        <div className="flex flex-wrap justify-end gap-3">
          <Button
            onPress={() => (step === 1 ? router.push(`/projects/${project.id}`) : go(step === 3 ? 2 : 1))}
          >
            {t("back")}
          </Button>
          {step === 1 && (
            <Button variant="primary" onPress={leaveAddresses}>
              {t("next")}
            </Button>
          )}
          {step === 2 && (
            <Button variant="primary" onPress={leaveFields}>
              {t("checkButton")}
            </Button>
          )}
          {step === 3 && check && rowsInError(check) > 0 && (
            <Button
              onPress={async () => {
                setRefusal(undefined);
                setRefusal(await downloadErrors(path, bodyOf(draft, { mode: "check" })));
              }}
            >
              {t("errorFile", { count: rowsInError(check) })}
            </Button>
          )}
          {step === 3 && (!check || isStale) && (
            <Button variant="primary" onPress={() => void runCheck(draft)} isPending={isBusy}>
              {t("checkButton")}
            </Button>
          )}
          {step === 3 && check && !isStale && (
            <Button variant="primary" onPress={create}>
              {t(ready < check.rows ? "createReady" : "createAll", { count: ready })}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}

/** A refusal, and whether cases were to be created. */
type Told = Pick<ProblemDocument, "code" | "detail" | "errors"> & { isCommit?: boolean };

/** Rows in error; a field of the batch in error is an error of every row. */
function rowsInError({ rows, problems }: ImportAnswer): number {
  const bad = problems.filter(({ severity }) => severity === "error");
  return bad.some(({ row }) => row === null) ? rows : new Set(bad.map(({ row }) => row)).size;
}
const hasWarnings = ({ problems }: ImportAnswer) => problems.some(({ severity }) => severity === "warning");

const mended = (overrides: Record<string, string>, row: number) =>
  Object.fromEntries(
    Object.entries(overrides).flatMap(([place, value]) => {
      const at = place.indexOf(":");
      return Number(place.slice(0, at)) === row ? [[place.slice(at + 1), value]] : [];
    }),
  );

const withoutEmpty = (row: TypedRow): TypedRow =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value.trim() !== ""));
