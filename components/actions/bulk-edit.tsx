"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { postJson } from "@/components/api";
import { Notice } from "@/components/ui/notice";
import type { SelectionValues } from "@/lib/contract/answers/actions";
import type { Body } from "@/lib/domain/actions/parameters";
import { CASE_NUMBERS } from "@/lib/domain/fields/case-numbers";
import { editableFields, field, FIELD_KEYS, type FieldKey, needOf } from "@/lib/domain/fields/fields";
import { CASE_TYPES, type CaseType, type Role } from "@/lib/domain/vocabulary";
import { BulkEditRow, type FieldEdit } from "./bulk-edit-row";
import { CaseColumns } from "./case-columns";
import type { ActionTarget } from "./offers";

const SECTIONS = ["installation", "connection", "customer", "payer", "other", "dso"] as const;

type Props = {
  body: Body;
  /** Makes the newest body a new one. */
  onChange: (change: (now: Body) => Body) => void;
  errors: Record<string, string>;
  target: ActionTarget;
  role: Role;
};

type Parts = {
  set: Record<string, string | boolean>;
  clear: string[];
  perCase: Record<string, Record<string, string>>;
};
const partsOf = (body: Body) => ({ set: {}, clear: [], perCase: {}, ...body }) as Parts;

/** Every field the selected cases have in common, with what they hold now. Only a field that is ticked is changed. */
export function BulkEdit({ body, onChange, errors, target, role }: Props) {
  const t = useTranslations("cases.edit");
  const words = useTranslations("domain");
  const { answer, hasFailed } = useValues(target);
  const { set, clear, perCase } = partsOf(body);

  const write = (change: (now: Parts) => Partial<Parts>) =>
    onChange((now) => {
      const parts = partsOf(now);
      const all = { ...parts, ...change(parts) };
      return Object.fromEntries(Object.entries(all).filter(([, part]) => Object.keys(part).length > 0));
    });
  const change = (key: FieldKey, edit: FieldEdit) =>
    write((now) => {
      const { [key]: _, ...rest } = now.set;
      const others = now.clear.filter((one) => one !== key);
      if (edit === null) return { set: rest, clear: others };
      if (edit === "clear") return { set: rest, clear: [...others, key] };
      return { set: { ...rest, [key]: edit.value }, clear: others };
    });

  if (hasFailed) return <Notice tone="danger">{t("valuesFailed")}</Notice>;
  if (!answer) return <p className="text-muted">{t("reading")}</p>;
  const types = answer.caseTypes.map(({ caseType }) => caseType);
  const common = answer.fields.filter((one) => one.cases === answer.count);
  const sections = SECTIONS.filter((section) => common.some((one) => field(one.field).section === section));
  // Of these each case has its own, so they come as columns.
  const numbers = CASE_NUMBERS.filter((key) =>
    types.some((type) => editableFields(role, type).includes(key)),
  );
  const isShort = target.count === 1;
  return (
    <>
      <p className="text-muted">{t("help")}</p>
      {sections.map((section) => (
        <section key={section} aria-label={words(`section.${section}`)}>
          <h3 className="border-b border-line pb-1 text-sm font-semibold">{words(`section.${section}`)}</h3>
          <ul className="divide-y divide-line">
            {common
              .filter((one) => field(one.field).section === section)
              .map((one) => (
                <BulkEditRow
                  key={one.field}
                  now={one}
                  edit={editOf(one.field, set, clear)}
                  onChange={(edit) => change(one.field, edit)}
                  canClear={types.every((type) => needOf(one.field, type) === "o")}
                  error={errors[`set.${one.field}`] ?? errors[`clear.${clear.indexOf(one.field)}`]}
                />
              ))}
          </ul>
        </section>
      ))}
      {!isShort && numbers.length > 0 && (
        <CaseColumns
          title={t("perCase")}
          target={target}
          columns={numbers.map((key) => ({ key, label: words(`field.${key}`) }))}
          values={perCase}
          onChange={(next) => write((now) => ({ perCase: next(now.perCase) }))}
          errorOf={(id, key) => errors[`perCase.${id}.${key}`]}
        />
      )}
      <NotHere answer={answer} role={role} />
    </>
  );
}

/** Fields that only some of the cases have, and those of the other side. */
function NotHere({ answer, role }: { answer: SelectionValues; role: Role }) {
  const t = useTranslations("cases.edit");
  const words = useTranslations("domain");
  const types = answer.caseTypes.map(({ caseType }) => caseType);
  const apart = answer.fields.filter((one) => one.cases < answer.count);
  const foreign = FIELD_KEYS.filter(
    (key) =>
      field(key).scope !== "S" && !answer.fields.some((one) => one.field === key) && isThere(key, types),
  );
  if (apart.length + foreign.length === 0) return null;
  return (
    <section aria-label={t("notHere")} className="text-sm text-muted">
      <h3 className="mb-1 font-semibold">{t("notHere")}</h3>
      <ul className="flex flex-col gap-0.5">
        {apart.map((one) => (
          <li key={one.field}>
            {t("onlyOn", {
              field: one.label,
              types: CASE_TYPES.filter((type) => types.includes(type) && needOf(one.field, type) !== "-")
                .map((type) => words(`caseType.${type}`))
                .join(", "),
              count: one.cases,
              total: answer.count,
            })}
          </li>
        ))}
        {foreign.length > 0 && (
          <li>
            {t("otherSide", {
              fields: foreign.map((key) => words(`field.${key}`)).join(", "),
              side: role === "dso" ? "installer" : "dso",
            })}
          </li>
        )}
      </ul>
    </section>
  );
}

const isThere = (key: FieldKey, types: readonly CaseType[]) =>
  types.some((type) => needOf(key, type) !== "-");

function editOf(key: FieldKey, set: Record<string, string | boolean>, clear: readonly string[]): FieldEdit {
  if (clear.includes(key)) return "clear";
  return key in set ? { value: set[key] as string | boolean } : null;
}

/** Read again when the selection has become another; what is shown stays until then. */
function useValues({ selection }: ActionTarget) {
  const [state, setState] = useState<{ answer?: SelectionValues; hasFailed: boolean }>({ hasFailed: false });
  const serialised = JSON.stringify({ selection });
  useEffect(() => {
    let isCurrent = true;
    void postJson<SelectionValues>("/api/v1/cases/values", JSON.parse(serialised)).then((answer) => {
      if (!isCurrent) return;
      if (answer.ok) setState({ answer: answer.body, hasFailed: false });
      else setState({ hasFailed: true });
    });
    return () => {
      isCurrent = false;
    };
  }, [serialised]);
  return state;
}
