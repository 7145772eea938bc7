"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import { type Answer, postJson, postUpload } from "@/components/api";
import type { TypedValues } from "@/components/case-field-control";
import { CaseFieldsForm } from "@/components/case-fields-form";
import { useUndo } from "@/components/cases/undo";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import { Tabs } from "@/components/ui/tabs";
import { expandRange } from "@/lib/domain/address-range";
import { LIMITS } from "@/lib/domain/limits";
import type { CaseType } from "@/lib/domain/vocabulary";
import { CheckStep } from "./check-step";
import { FileStep, type MissingColumns } from "./file-step";
import type { ImportAnswer, TypedRow } from "./import-answer";
import { NO_RANGE, RangeForm } from "./range-form";
import { TypedRows } from "./typed-rows";

type Tab = "type" | "range" | "excel";
type Props = {
  project: { id: string; name: string };
  group: { id: string; name: string; caseType: CaseType };
  tab: Tab;
  /** What the form begins with: the type's defaults and the last batch's values. */
  fields: TypedValues;
  isPrefilled: boolean;
};

const isFilled = (row: TypedRow) =>
  Object.entries(row).some(
    ([key, value]) => !["street", "postcode", "city"].includes(key) && value.trim() !== "",
  );

/** »Tilføj adresse« in three steps: addresses, case fields, check and create. Nothing typed is lost on the way back. */
export function ImportView({ project, group, tab: firstTab, fields: firstFields, isPrefilled }: Props) {
  const t = useTranslations("import");
  const undo = useUndo();
  const [step, setStep] = useState<1 | 2 | 3>(1);
  const [tab, setTab] = useState<Tab>(firstTab);
  const [typed, setTyped] = useState<TypedRow[]>([{}]);
  const [range, setRange] = useState(NO_RANGE);
  const [file, setFile] = useState<File | null>(null);
  const [columns, setColumns] = useState<Record<string, string>>({});
  const [missing, setMissing] = useState<MissingColumns>();
  const [overrides, setOverrides] = useState<Record<string, string>>({});
  const [omitted, setOmitted] = useState<number[]>([]);
  const [fields, setFields] = useState<TypedValues>({ payerSameAsCustomer: true, ...firstFields });
  const [check, setCheck] = useState<ImportAnswer>();
  const [accepts, setAccepts] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const [uploaded, setUploaded] = useState<number>();
  const [isBusy, setBusy] = useState(false);
  const [created, setCreated] = useState<ImportAnswer>();
  const top = useRef<HTMLHeadingElement>(null);

  const go = (to: 1 | 2 | 3) => {
    setStep(to);
    setRefusal(undefined);
    requestAnimationFrame(() => top.current?.focus());
  };

  /** Rows as they stand now, numbered from 1; removed ones keep their number and are not sent. */
  const rows: TypedRow[] =
    tab === "range" ? (expandRange(range).addresses as TypedRow[]) : typed.filter(isFilled);
  const count = tab === "excel" ? undefined : rows.length - omitted.length;

  type Mending = { overrides: Record<string, string>; omitted: number[] };
  const send = (
    mode: "check" | "commit",
    onError: "stop" | "skip",
    mending: Mending,
  ): Promise<Answer<ImportAnswer>> => {
    const options = { mode, onError, acceptWarnings: accepts };
    const key = mode === "commit" ? crypto.randomUUID() : undefined;
    if (tab !== "excel") {
      const addresses = rows
        .map((row, i) => ({ ...row, ...mended(mending.overrides, i + 1) }))
        .map(withoutEmpty);
      const kept = addresses.filter((_, i) => !mending.omitted.includes(i + 1));
      return postJson(`/api/v1/groups/${group.id}/cases`, { fields, addresses: kept, ...options }, key);
    }
    const form = new FormData();
    if (file) form.set("file", file);
    form.set("fields", JSON.stringify(fields));
    form.set("mode", mode);
    form.set("onError", onError);
    form.set("acceptWarnings", String(accepts));
    if (Object.keys(columns).length > 0) form.set("columns", JSON.stringify(columns));
    const list = Object.entries(mending.overrides).map(([place, value]) => {
      const [row, field] = place.split(":");
      return { row: Number(row), field, value };
    });
    if (list.length > 0) form.set("overrides", JSON.stringify(list));
    if (mending.omitted.length > 0) form.set("omit", JSON.stringify(mending.omitted));
    return postUpload(`/api/v1/groups/${group.id}/import`, form, key, setUploaded);
  };

  const run = async (
    mode: "check" | "commit",
    onError: "stop" | "skip" = "stop",
    mending: Mending = { overrides, omitted },
  ) => {
    setBusy(true);
    setRefusal(undefined);
    const answer = await send(mode, onError, mending);
    setBusy(false);
    setUploaded(undefined);
    if (answer.ok) {
      if (mode === "commit") return setCreated(answer.body);
      setMissing(undefined);
      setCheck(renumbered(answer.body, tab === "excel" ? [] : mending.omitted));
      const hasFieldErrors = answer.body.problems.some(
        ({ row, severity }) => row === null && severity === "error",
      );
      setStep(hasFieldErrors ? 2 : 3);
      return;
    }
    const { problem } = answer;
    if (problem.code === "missing_columns")
      setMissing({ headers: problem.headers as string[], missing: problem.missing as string[] });
    const isOfFile = ["missing_columns", "invalid_file", "payload_too_large", "too_many_rows"].includes(
      problem.code,
    );
    if (isOfFile) go(1);
    // Somebody was faster: the check now says what stands in the way.
    if (problem.code === "import_has_errors") await run("check", "stop", mending);
    setRefusal(problem.detail || t("lost"));
  };

  const mend = (row: number, field: string, value: string) => {
    const next = { ...overrides, [`${row}:${field}`]: value };
    setOverrides(next);
    void run("check", "stop", { overrides: next, omitted });
  };
  const remove = (some: number[]) => {
    const next = [...new Set([...omitted, ...some])];
    setOmitted(next);
    void run("check", "stop", { overrides, omitted: next });
  };
  const restart = () => {
    setOverrides({});
    setOmitted([]);
  };

  const fieldProblems = (severity: string) =>
    Object.fromEntries(
      (check?.problems ?? [])
        .filter((one) => one.row === null && one.severity === severity)
        .map((one) => [one.field, one.message]),
    );
  const fieldErrors = fieldProblems("error");
  // The same list until the next check: a new one takes the focus.
  const summary = useMemo(
    () =>
      (check?.problems ?? [])
        .filter((one) => one.row === null && one.severity === "error")
        .map(({ field, message }) => ({ path: field, message })),
    [check],
  );
  const errorRows = new Set(
    (check?.problems ?? []).filter((one) => one.severity === "error").map((one) => one.row),
  ).size;
  const readyCount = check ? (accepts ? check.rows - errorRows : check.ready) : 0;

  if (created) {
    const left = created.rows - created.created;
    return (
      <div className="panel flex flex-col gap-5 p-6">
        <Notice
          tone={left > 0 ? "warning" : "success"}
          role="status"
          title={t("created", { count: created.created, group: group.name })}
        >
          {left > 0 && <p>{t("left", { count: left })}</p>}
        </Notice>
        <div className="flex flex-wrap gap-2">
          <Link
            href={`/projects/${project.id}?group=${group.id}`}
            className={buttonClass({ variant: "primary" })}
          >
            {t("showCases")}
          </Link>
          {left > 0 && created.operationId && (
            <a href={`/api/v1/operations/${created.operationId}/errors.xlsx`} className={buttonClass()}>
              {t("errorFile", { count: left })}
            </a>
          )}
          <Button
            onPress={() => {
              setCreated(undefined);
              setCheck(undefined);
              setTyped([{}]);
              setFile(null);
              restart();
              go(1);
            }}
          >
            {t("more")}
          </Button>
          {created.operationId && created.created > 0 && (
            <Button variant="quiet" onPress={() => created.operationId && undo(created.operationId)}>
              {t("undo")}
            </Button>
          )}
        </div>
      </div>
    );
  }

  return (
    <div className="panel p-5 sm:p-6">
      <h2 ref={top} tabIndex={-1} className="mb-5 outline-none">
        {t("step", { step })} {t(`steps.${step}`)}
      </h2>
      {refusal && (
        <Notice tone="danger" role="alert" className="mb-5">
          {refusal}
        </Notice>
      )}
      {step === 1 && (
        <Tabs
          label={t("ways")}
          selected={tab}
          onSelect={(id) => {
            setTab(id as Tab);
            restart();
          }}
          tabs={[
            {
              id: "type",
              label: t("typeAddresses"),
              content: <TypedRows caseType={group.caseType} rows={typed} onChange={setTyped} />,
            },
            {
              id: "range",
              label: t("createRange"),
              content: <RangeForm range={range} onChange={setRange} />,
            },
            {
              id: "excel",
              label: t("importExcel"),
              content: (
                <FileStep
                  groupId={group.id}
                  file={file}
                  onChoose={(chosen) => {
                    setFile(chosen);
                    setMissing(undefined);
                    setColumns({});
                    restart();
                  }}
                  missing={missing}
                  columns={columns}
                  onColumns={setColumns}
                />
              ),
            },
          ]}
        />
      )}
      {step === 2 && (
        <>
          <p className="mb-2">{count === undefined ? t("fieldsForFile") : t("fieldsFor", { count })}</p>
          {isPrefilled && <p className="mb-5 text-sm text-muted">{t("prefilled")}</p>}
          <div className="mb-6">
            <ErrorSummary errors={summary} />
          </div>
          <CaseFieldsForm
            caseType={group.caseType}
            values={fields}
            onChange={setFields}
            errors={fieldErrors}
            warnings={fieldProblems("warning")}
          />
        </>
      )}
      {step === 3 && check && (
        <CheckStep
          check={check}
          acceptsWarnings={accepts}
          onAccept={setAccepts}
          onMend={mend}
          onRemove={remove}
        />
      )}
      {isBusy && uploaded !== undefined && uploaded < 1 && (
        <Progress label={t("uploading")} value={Math.round(uploaded * 100)} />
      )}
      <div className="mt-8 flex flex-wrap justify-end gap-3 border-t border-line pt-5">
        {step === 1 ? (
          <Link href={`/projects/${project.id}`} className={buttonClass()}>
            {t("back")}
          </Link>
        ) : (
          <Button onPress={() => go(step === 3 ? 2 : 1)}>{t("back")}</Button>
        )}
        {step === 1 && (
          <Button
            variant="primary"
            onPress={() => {
              const isReady =
                tab === "excel" ? file !== null && file.size <= LIMITS.uploadBytes : rows.length > 0;
              if (isReady) go(2);
              else setRefusal(t(`nothing.${tab}`));
            }}
          >
            {t("next")}
          </Button>
        )}
        {step === 2 && (
          <Button variant="primary" isPending={isBusy} onPress={() => run("check")}>
            {t("checkButton")}
          </Button>
        )}
        {step === 3 && check && (
          <Button
            variant="primary"
            isPending={isBusy}
            isDisabled={readyCount <= 0}
            onPress={() => run("commit", readyCount < check.rows ? "skip" : "stop")}
          >
            {readyCount < check.rows
              ? t("createReady", { count: readyCount })
              : t("createAll", { count: readyCount })}
          </Button>
        )}
      </div>
    </div>
  );
}

const mended = (overrides: Record<string, string>, row: number) =>
  Object.fromEntries(
    Object.entries(overrides).flatMap(([place, value]) => {
      const [at, field = ""] = place.split(":");
      return Number(at) === row ? [[field, value]] : [];
    }),
  );

const withoutEmpty = (row: TypedRow): TypedRow =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value.trim() !== ""));

/** The API numbers the rows it was sent; the user's rows keep the numbers they had before some were removed. */
function renumbered(answer: ImportAnswer, omitted: readonly number[]): ImportAnswer {
  if (omitted.length === 0) return answer;
  const kept: number[] = [];
  for (let row = 1; kept.length < answer.rows; row += 1) if (!omitted.includes(row)) kept.push(row);
  const own = (row: number) => kept[row - 1] ?? row;
  return {
    ...answer,
    problems: answer.problems.map((problem) => ({
      ...problem,
      row: problem.row === null ? null : own(problem.row),
    })),
    repairs: answer.repairs.map((repair) => ({ ...repair, row: own(repair.row) })),
    problemRows: answer.problemRows.map((row) => ({ ...row, row: own(row.row) })),
  };
}
