"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { TextField } from "@/components/ui/text-field";
import { type Asked, asksOf, type ParameterName } from "@/lib/domain/actions/forms";
import { type Body, earliestMeterDate, isRequired } from "@/lib/domain/actions/parameters";
import { MOST_OPEN } from "@/lib/domain/working-days";
import { textField } from "@/lib/domain/fields/fields";
import { LIMITS } from "@/lib/domain/limits";
import type { Action } from "@/lib/domain/vocabulary";
import { BulkEdit, CaseColumns, ComboBox, DateField } from "./lazy-controls";
import type { ActionFacts, ActionTarget } from "./offers";
import { RecentReasons } from "./recent-reasons";

/** `body` is what the API is sent under `params`. */
export type Parameters = { body: Body };

type Props = ActionFacts & {
  action: Action;
  params: Parameters;
  /** Makes the newest parameters new ones: a paste may be read while something else is written. */
  onChange: (change: (now: Parameters) => Parameters) => void;
  /** Sentences by parameter. */
  errors: Record<string, string>;
  target: ActionTarget;
};

/** What an action needs to know, by its form; of one that needs nothing, what it does. */
export function ActionParameters(props: Props) {
  const { action } = props;
  const words = useTranslations("actions");
  const asks = asksOf(action);
  if (asks.length === 0) return words.has(`${action}.about`) && <p>{words(`${action}.about`)}</p>;
  return asks.map(([name, asked]) => <Parameter key={name} {...props} name={name} asked={asked} />);
}

type ParameterProps<Kind extends Asked["kind"] = Asked["kind"]> = Props & {
  name: ParameterName<Kind>;
  asked: Extract<Asked, { kind: Kind }>;
};

/** Makes the newest value of one parameter another; an empty one is absent. */
const changing =
  ({ name, onChange }: ParameterProps) =>
  (change: (now: unknown) => unknown) =>
    onChange(({ body }) => {
      const { [name]: now, ...rest } = body;
      const value = change(now);
      return { body: value === undefined || value === "" ? rest : { ...rest, [name]: value } };
    });
const setting = (props: ParameterProps) => (value: unknown) => changing(props)(() => value);

function Parameter(props: ParameterProps) {
  const { kind } = props.asked;
  switch (kind) {
    case "text":
    case "reason":
      return <Text {...(props as ParameterProps<typeof kind>)} />;
    case "date":
      return <Day {...(props as ParameterProps<typeof kind>)} />;
    case "tick":
      return <Tick {...(props as ParameterProps<typeof kind>)} />;
    case "person":
      return <Person {...(props as ParameterProps<typeof kind>)} />;
    case "column":
      return <Column {...(props as ParameterProps<typeof kind>)} />;
    case "fields":
      return <Fields {...props} />;
    // The fields' own control writes these two as well.
    case "cleared_fields":
    case "fields_by_case":
      return null;
  }
}

/** A line of text, or a reason. Where everybody must give one, those given last can be taken again. */
function Text(props: ParameterProps<"text" | "reason">) {
  const t = useTranslations("cases.parameters");
  const { name, asked, action, params, errors, role } = props;
  const isReason = asked.kind === "reason";
  const isNeeded = !isReason || isRequired(asked, role);
  return (
    <>
      <TextField
        label={t(name)}
        name={name}
        value={String(params.body[name] ?? "")}
        onChange={setting(props)}
        errorMessage={errors[name]}
        maxLength={isReason ? LIMITS.reasonLength : textField(asked.sets).max}
        multiline={isReason}
        isRequired={isNeeded}
        isOptional={!isNeeded}
        autoFocus
      />
      {isReason && asked.required === true && <RecentReasons action={action} onChoose={setting(props)} />}
    </>
  );
}

function Day(props: ParameterProps<"date">) {
  const t = useTranslations("cases.parameters");
  const format = useFormatter();
  const { name, asked, params, errors, today } = props;
  const hasNotice = asked.limit === "meter_notice";
  const earliest = earliestMeterDate(today);
  return (
    <DateField
      {...(hasNotice ? { minValue: earliestMeterDate(today, MOST_OPEN) } : { maxValue: today })}
      label={t(name)}
      name={name}
      value={(params.body[name] as string | undefined) ?? null}
      onChange={(day) => setting(props)(day ?? undefined)}
      errorMessage={errors[name]}
      description={
        hasNotice ? t("earliest", { date: format.dateTime(new Date(earliest), "day") }) : undefined
      }
      isRequired
      className="sm:max-w-64"
    />
  );
}

function Tick(props: ParameterProps<"tick">) {
  const t = useTranslations("cases.parameters");
  const { name, params, errors } = props;
  return (
    <Checkbox
      name={name}
      isSelected={params.body[name] === true}
      onChange={(isSet) => setting(props)(isSet || undefined)}
      errorMessage={errors[name]}
    >
      {t(name)}
    </Checkbox>
  );
}

const NOBODY = "nobody";

function Person(props: ParameterProps<"person">) {
  const t = useTranslations("cases.parameters");
  const { name, asked, params, errors, assignees } = props;
  const chosen = params.body[name] as string | null | undefined;
  return (
    <ComboBox
      label={t(name)}
      name={name}
      options={[
        ...(asked.orNobody ? [{ id: NOBODY, label: t("nobody") }] : []),
        ...assignees[asked.of].map((person) => ({ id: person.id, label: person.name })),
      ]}
      value={chosen === null ? NOBODY : (chosen ?? null)}
      onChange={(id) => setting(props)(id === NOBODY ? null : (id ?? undefined))}
      errorMessage={errors[name]}
      isRequired
      autoFocus
    />
  );
}

/** The API takes id → value, the columns hold id → column → value. */
function Column(props: ParameterProps<"column">) {
  const t = useTranslations("cases.parameters");
  const { name, asked, params, errors, target } = props;
  const key = asked.sets;
  const columnOf = (given: unknown) =>
    Object.fromEntries(
      Object.entries((given as Record<string, string> | undefined) ?? {}).map(([id, value]) => [
        id,
        { [key]: value },
      ]),
    );
  return (
    <CaseColumns
      title={t(name)}
      target={target}
      columns={[{ key, label: t(key as "meterNumber") }]}
      values={columnOf(params.body[name])}
      onChange={(change) =>
        changing(props)((now) => {
          const kept = Object.entries(change(columnOf(now))).map(([id, value]) => [id, value[key]]);
          return kept.length > 0 ? Object.fromEntries(kept) : undefined;
        })
      }
      errorOf={(id) => errors[`${name}.${id}`]}
      isOpenAtOnce
    />
  );
}

const Fields = ({ params, onChange, errors, target, role }: ParameterProps) => (
  <BulkEdit
    body={params.body}
    onChange={(change) => onChange(({ body }) => ({ body: change(body) }))}
    errors={errors}
    target={target}
    role={role}
  />
);
