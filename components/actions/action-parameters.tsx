"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { TextField } from "@/components/ui/text-field";
import type { Action } from "@/lib/domain/vocabulary";
import { BulkEdit, CaseColumns, ComboBox, DateField } from "./lazy-controls";
import type { ActionFacts, ActionTarget } from "./offers";
import { RecentReasons } from "./recent-reasons";

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

/** Stands for a text not written yet: what it says changes nothing about which cases can come along. */
const ANY_TEXT = "…";

/**
 * What is tried out while the form is being filled in. What is still missing is put in where it cannot change the
 * outcome; null where it can, and nothing is tried out yet.
 */
export function triedParameters(action: Action, { body }: Parameters): Record<string, unknown> | null {
  switch (action) {
    case "approve":
      return { ...body, connectionPoint: body.connectionPoint ?? ANY_TEXT };
    case "reject":
    case "cancel":
      return { ...body, reason: body.reason ?? ANY_TEXT };
    case "report_ready_for_meter":
      return body.meterDate ? { ...body, supplierChosen: true, meterPlaceLabelled: true } : null;
    case "change_installer":
      return body.installerId ? body : null;
    case "change_handler":
      return body.handlerId !== undefined ? body : null;
    case "edit":
      return Object.keys(body).length > 0 ? body : null;
    default:
      return body;
  }
}

type Props = ActionFacts & {
  action: Action;
  params: Parameters;
  onChange: (params: Parameters) => void;
  /** Sentences by parameter. */
  errors: Record<string, string>;
  target: ActionTarget;
};

/** What an action needs to know; nothing for those that need nothing. */
export function ActionParameters({
  action,
  params,
  onChange,
  errors,
  target,
  role,
  assignees,
  today,
  earliestMeterDate,
}: Props) {
  const t = useTranslations("cases.parameters");
  const words = useTranslations("actions");
  const format = useFormatter();
  const { body } = params;
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...rest } = body;
    onChange({ body: value === undefined || value === "" ? rest : { ...rest, [name]: value } });
  };
  const text = (
    name: "connectionPoint" | "reason",
    props: { isRequired?: boolean; multiline?: boolean; maxLength: number },
  ) => (
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
  const date = (
    name: "meterDate" | "completedOn" | "installedOn",
    limits: { minValue?: string; maxValue?: string },
    description?: string,
  ) => (
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
  const tick = (name: "supplierChosen" | "meterPlaceLabelled") => (
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
      return (
        <>
          {text("reason", { isRequired: true, multiline: true, maxLength: 500 })}
          <RecentReasons onChoose={(reason) => set("reason", reason)} />
        </>
      );
    case "cancel":
      return text("reason", { isRequired: role === "dso", multiline: true, maxLength: 500 });
    case "report_ready_for_meter":
      return (
        <>
          {date(
            "meterDate",
            { minValue: earliestMeterDate },
            t("earliest", { date: format.dateTime(new Date(earliestMeterDate), "day") }),
          )}
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
          <CaseColumns
            title={t("meterNumbers")}
            target={target}
            columns={[{ key: "meterNumber", label: t("meterNumber") }]}
            values={columnOf(body.meterNumbers, "meterNumber")}
            onChange={(values) => {
              const numbers = Object.entries(values).map(([id, { meterNumber }]) => [id, meterNumber]);
              set("meterNumbers", numbers.length > 0 ? Object.fromEntries(numbers) : undefined);
            }}
            errorOf={(id) => errors[`meterNumbers.${id}`]}
            isOpenAtOnce
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
      return (
        <BulkEdit
          body={body}
          onChange={(next) => onChange({ body: next })}
          errors={errors}
          target={target}
          role={role}
        />
      );
    default:
      return words.has(`${action}.about`) && <p>{words(`${action}.about`)}</p>;
  }
}

/** What the API takes as id → value, as the columns hold it: id → column → value. */
const columnOf = (values: unknown, key: string) =>
  Object.fromEntries(
    Object.entries((values as Record<string, string> | undefined) ?? {}).map(([id, value]) => [
      id,
      { [key]: value },
    ]),
  );
