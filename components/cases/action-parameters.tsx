"use client";

import { useTranslations } from "next-intl";
import { CaseFieldControl } from "@/components/case-field-control";
import { Checkbox } from "@/components/ui/checkbox";
import { ComboBox } from "@/components/ui/combo-box";
import { DateField } from "@/components/ui/date-field";
import { TextField } from "@/components/ui/text-field";
import { editableFields, type FieldKey, needOf } from "@/lib/domain/fields";
import { type Action, CASE_TYPES, type CaseType, type Role } from "@/lib/domain/vocabulary";
import type { ActionFacts, SelectedCase } from "./offers";

/** `body` is what the API is sent under `params`. */
export type Parameters = { body: Record<string, unknown> };

const NOBODY = "nobody";

export function initialParameters(
  action: Action,
  { today, earliestMeterDate }: Pick<ActionFacts, "today" | "earliestMeterDate">,
): Parameters {
  switch (action) {
    case "report_ready_for_meter":
      return { body: { meterDate: earliestMeterDate } };
    case "register_meter":
      return { body: { installedOn: today } };
    case "complete":
      return { body: { completedOn: today } };
    default:
      return { body: {} };
  }
}

type Props = ActionFacts & {
  action: Action;
  params: Parameters;
  onChange: (params: Parameters) => void;
  /** Sentences by parameter. */
  errors: Record<string, string>;
  selected: readonly SelectedCase[];
};

/** What an action needs to know; nothing for those that need nothing. */
export function ActionParameters({
  action,
  params,
  onChange,
  errors,
  selected,
  role,
  assignees,
  today,
  earliestMeterDate,
}: Props) {
  const t = useTranslations("cases.parameters");
  const { body } = params;
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...rest } = body;
    onChange({ body: value === undefined || value === "" ? rest : { ...rest, [name]: value } });
  };
  const text = (name: string, props: { isRequired?: boolean; multiline?: boolean; maxLength: number }) => (
    <TextField
      {...props}
      label={t(name)}
      name={name}
      value={String(body[name] ?? "")}
      onChange={(value) => set(name, value)}
      errorMessage={errors[name]}
      isOptional={!props.isRequired}
      autoFocus
    />
  );
  const date = (name: string, limits: { minValue?: string; maxValue?: string }, description?: string) => (
    <DateField
      {...limits}
      label={t(name)}
      name={name}
      value={(body[name] as string | undefined) ?? null}
      onChange={(day) => set(name, day ?? undefined)}
      errorMessage={errors[name]}
      description={description}
      isRequired
      className="sm:max-w-64"
    />
  );
  const tick = (name: string) => (
    <Checkbox
      name={name}
      isSelected={body[name] === true}
      onChange={(isSet) => set(name, isSet || undefined)}
      errorMessage={errors[name]}
    >
      {t(name)}
    </Checkbox>
  );
  switch (action) {
    case "approve":
      return text("connectionPoint", { isRequired: true, maxLength: 200 });
    case "reject":
      return text("reason", { isRequired: true, multiline: true, maxLength: 500 });
    case "cancel":
      return text("reason", { isRequired: role === "dso", multiline: true, maxLength: 500 });
    case "report_ready_for_meter":
      return (
        <>
          {date("meterDate", { minValue: earliestMeterDate }, t("earliest"))}
          {tick("supplierChosen")}
          {tick("meterPlaceLabelled")}
        </>
      );
    case "complete":
      return date("completedOn", { maxValue: today });
    case "register_meter":
      return (
        <>
          {date("installedOn", { maxValue: today })}
          <MeterNumbers
            selected={selected}
            numbers={(body.meterNumbers as Record<string, string> | undefined) ?? {}}
            onChange={(numbers) => set("meterNumbers", Object.keys(numbers).length > 0 ? numbers : undefined)}
            errors={errors}
          />
        </>
      );
    case "change_installer":
      return (
        <ComboBox
          label={t("installerId")}
          name="installerId"
          options={assignees.installers.map(({ id, name }) => ({ id, label: name }))}
          value={(body.installerId as string | undefined) ?? null}
          onChange={(id) => set("installerId", id ?? undefined)}
          errorMessage={errors.installerId}
          isRequired
          autoFocus
        />
      );
    case "change_handler":
      return (
        <ComboBox
          label={t("handlerId")}
          name="handlerId"
          options={[
            { id: NOBODY, label: t("nobody") },
            ...assignees.handlers.map(({ id, name }) => ({ id, label: name })),
          ]}
          value={body.handlerId === null ? NOBODY : ((body.handlerId as string | undefined) ?? null)}
          onChange={(id) => set("handlerId", id === NOBODY ? null : (id ?? undefined))}
          errorMessage={errors.handlerId}
          isRequired
          autoFocus
        />
      );
    case "edit":
      return <EditFields body={body} onChange={onChange} errors={errors} selected={selected} role={role} />;
    default:
      return <p>{t(`none.${action}`)}</p>;
  }
}

/** One optional number per case; a column pasted from a sheet fills downwards from where it is pasted. */
function MeterNumbers({
  selected,
  numbers,
  onChange,
  errors,
}: {
  selected: readonly SelectedCase[];
  numbers: Record<string, string>;
  onChange: (numbers: Record<string, string>) => void;
  errors: Record<string, string>;
}) {
  const t = useTranslations("cases.parameters");
  const set = (from: number, values: string[]) => {
    const next = { ...numbers };
    for (const [i, value] of values.entries()) {
      const id = selected[from + i]?.id;
      if (!id) break;
      if (value.trim() === "") delete next[id];
      else next[id] = value.trim();
    }
    onChange(next);
  };
  return (
    <details className="rounded-md border border-line px-4 py-3">
      <summary className="cursor-pointer font-medium">{t("meterNumbers")}</summary>
      <p className="my-2 text-sm text-muted">{t("meterNumbersHelp")}</p>
      <ul className="flex max-h-64 flex-col gap-1.5 overflow-y-auto p-1">
        {selected.map((row, i) => (
          <li key={row.id}>
            <label className="flex items-center justify-between gap-3 text-sm">
              <span className="min-w-0 truncate">{row.address ?? row.number ?? row.id}</span>
              <input
                value={numbers[row.id] ?? ""}
                maxLength={20}
                onChange={(event) => set(i, [event.target.value])}
                onPaste={(event) => {
                  const lines = event.clipboardData.getData("text").trimEnd().split(/\r?\n/);
                  if (lines.length < 2) return;
                  event.preventDefault();
                  set(i, lines);
                }}
                aria-invalid={errors[`meterNumbers.${row.id}`] !== undefined}
                className="min-h-9 w-44 shrink-0 rounded-md border border-line-strong bg-surface px-2"
              />
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}

type EditProps = {
  body: Record<string, unknown>;
  onChange: (params: Parameters) => void;
  errors: Record<string, string>;
  selected: readonly SelectedCase[];
  role: Role;
};

/** A field changes only when it is ticked; an optional one can be ticked empty, and is then cleared. */
function EditFields({ body, onChange, errors, selected, role }: EditProps) {
  const t = useTranslations("cases.parameters");
  const words = useTranslations("domain");
  const types = CASE_TYPES.filter((type) => selected.some((row) => row.caseType === type));
  const [first, ...others] = types.length > 0 ? types : CASE_TYPES;
  const own = (type: CaseType) => editableFields(role, type);
  const common = own(first as CaseType).filter((key) => others.every((type) => own(type).includes(key)));
  const apart = [...new Set(others.concat(first as CaseType).flatMap(own))].filter(
    (key) => !common.includes(key),
  );
  const values = (body.set as Record<string, string | boolean> | undefined) ?? {};
  const cleared = (body.clear as string[] | undefined) ?? [];
  const write = (set: Record<string, unknown>, clear: string[]) =>
    onChange({ body: { ...(Object.keys(set).length > 0 && { set }), ...(clear.length > 0 && { clear }) } });
  const change = (key: FieldKey, value: string | boolean | undefined, isTicked: boolean) => {
    const { [key]: _, ...set } = values;
    const clear = cleared.filter((one) => one !== key);
    if (!isTicked) return write(set, clear);
    if (value === undefined || value === "") return write(set, [...clear, key]);
    write({ ...set, [key]: value }, clear);
  };
  return (
    <>
      <p className="text-muted">{t("editHelp")}</p>
      <ul className="flex flex-col divide-y divide-line">
        {common.map((key) => {
          const isTicked = key in values || cleared.includes(key);
          const isMandatory = [first as CaseType, ...others].some((type) => needOf(key, type) === "M");
          return (
            <li key={key} className="flex items-start gap-4 py-3">
              <input
                type="checkbox"
                aria-label={t("changeField", { field: words(`field.${key}`) })}
                checked={isTicked}
                onChange={(event) => change(key, values[key], event.target.checked)}
                className="mt-8 size-[1.125rem] shrink-0 accent-[var(--accent)]"
              />
              <div className="min-w-0 grow">
                <CaseFieldControl
                  fieldKey={key}
                  name={`set.${key}`}
                  value={values[key]}
                  onChange={(value) => change(key, value, true)}
                  error={errors[`set.${key}`] ?? errors[`clear.${cleared.indexOf(key)}`]}
                  warning={
                    cleared.includes(key) ? (isMandatory ? t("cannotClear") : t("willClear")) : undefined
                  }
                />
              </div>
            </li>
          );
        })}
      </ul>
      {apart.length > 0 && (
        <p className="text-sm text-muted">
          {t("notCommon", { fields: apart.map((key) => words(`field.${key}`)).join(", ") })}
        </p>
      )}
    </>
  );
}
