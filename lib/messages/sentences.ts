import { isAddressPart } from "../domain/addresses/address-parts";
import { field, isFieldKey } from "../domain/fields/fields";
import { SYSTEM } from "../domain/operations";
import type { Problem } from "../domain/problem";
import { type Action, type CaseState, isAction, type Reason, type Role } from "../domain/vocabulary";
import { LOCALES, type Translate, translator } from "./index";

/** The label of a field or an address part; an unknown key as it is. */
export function labelOf(t: Translate, key: string): string {
  if (isAddressPart(key)) return t(`domain.addressPart.${key}`);
  return isFieldKey(key) ? t(`domain.field.${key}`) : key;
}

/** Earlier labels of fields, which older workbooks and templates still have. */
const FORMER_LABELS: Record<string, readonly string[]> = {
  payerSameAsCustomer: ["Betaler er samme som kunde", "Payer is the customer"],
  connectionDate: ["Wished connection date"],
  cableCabinet: ["Wished cable cabinet no."],
};

/** The labels of a column in every language, with earlier ones. */
export const everyLabelOf = (key: string): string[] => [
  ...LOCALES.map((locale) => labelOf(translator(locale), key)),
  ...(FORMER_LABELS[key] ?? []),
];

/** The label with its unit: »Boligareal (m²)«. */
export function labelWithUnit(t: Translate, key: string): string {
  const unit = isFieldKey(key) ? field(key).unit : undefined;
  return unit ? `${labelOf(t, key)} (${unit})` : labelOf(t, key);
}

const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A day, YYYY-MM-DD, as tables show it: 12.11.2026 in Danish, 12/11/2026 in English. Other text stays. */
export const shortDay = (t: Translate, day: string) => day.replace(ISO_DAY, t("domain.dayPattern"));

/** The sentence of a problem: the value, what is wrong with it, and what to do. */
export function problemSentence(
  t: Translate,
  problem: Pick<Problem, "field" | "value" | "code" | "params">,
): string {
  const params: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(problem.params ?? {})) {
    params[key] = typeof value === "string" ? shortDay(t, value) : value;
  }
  if (typeof params.choices === "string") params.choices = choiceLabels(t, problem.field, params.choices);
  return t(`domain.problem.${problem.code}`, {
    ...params,
    field: problem.field,
    label: labelOf(t, problem.field),
    value: problem.value === null ? "" : shortDay(t, problem.value),
  });
}

const choiceLabels = (t: Translate, key: string, choices: string) =>
  choices
    .split(", ")
    .map((choice) => sentenceOr(t, `domain.choice.${key}.${choice}`, choice))
    .join(", ");

/** The sentence of a key made from a stored or sent value, or `otherwise` when there is none. */
export const sentenceOr = (t: Translate, key: string, otherwise: string) => (t.has(key) ? t(key) : otherwise);

/** The label of a change in history: of a field, an address part, a person responsible or a name. */
export const changeLabel = (t: Translate, key: string) =>
  sentenceOr(t, `domain.change.${key}`, labelWithUnit(t, key));

/** Whether it was the server itself. */
const isSystem = (name: string, organisation: string | null) => name === SYSTEM && organisation === null;

/** The company of an actor; null is an administrator, or the server itself. */
export const companyText = (t: Translate, name: string, organisation: string | null): string =>
  organisation ?? t(isSystem(name, organisation) ? "domain.system" : "domain.role.admin");

/**
 * An actor's name with the company, or with null as an administrator. Undefined, in records from before companies were
 * stored, gives the name alone.
 */
export const actorText = (t: Translate, name: string, organisation: string | null | undefined): string =>
  organisation === undefined
    ? name
    : t("domain.actor", { name, company: companyText(t, name, organisation) });

type Refused = {
  action: Action;
  reason: Reason;
  state: CaseState;
  /** For `changed_since`, when it is known. */
  changedBy?: string;
  changedByOrganisation?: string | null;
  changedAt?: string;
};

/** Why an action is refused for one case. */
export function reasonSentence(
  t: Translate,
  { action, reason, state, changedBy, changedByOrganisation, changedAt }: Refused,
  problems: readonly Problem[] = [],
): string {
  if (reason === "changed_since" && changedBy && changedAt)
    return t("domain.reason.changed_by", {
      name: actorText(t, changedBy, changedByOrganisation),
      at: new Date(changedAt),
    });
  return t(`domain.reason.${reason}`, {
    ...stateWords(t, action, state, 1),
    fields: problems.map((problem) => problemSentence(t, problem)).join(" "),
  });
}

/** Why an action is refused for `count` of `of` selected cases: »3 af 12 sager er tilmeldt. …« */
export function blockedSentence(
  t: Translate,
  { action, reason, state }: Refused,
  count: number,
  of: number,
): string {
  return t(`domain.blocked.${reason}`, {
    n: count,
    m: of,
    ...stateWords(t, action, state, count),
  });
}

/** »1.062 af 2.040 er noget andet:«, before the numbers by state. */
export const othersSentence = (t: Translate, count: number, of: number): string =>
  t("domain.blocked.others", { some: count < of ? "some" : "none", n: count, m: of });

/** »640 anvist« */
export const statePart = (t: Translate, state: CaseState, count: number): string =>
  t("domain.blocked.part", { n: count, state: t(`domain.state.${state}`).toLowerCase() });

/** Parameters of a sentence on `n` cases of a state: what they are, and what must happen to them before the action. */
const stateWords = (t: Translate, action: Action, state: CaseState, n: number) => ({
  is: t(`domain.is.${state}`, { n }),
  hint: hintSentence(t, action, state, n),
});

/** The cases that an action of a role is for: »Kun tilmeldte sager kan anvises.« */
export const ruleSentence = (t: Translate, action: Action, role: Role): string =>
  t(`actions.${action}.rule`, { role });

/** What must happen to `n` cases of a state before the action: its hint, or else its rule. */
function hintSentence(t: Translate, action: Action, from: CaseState, n: number): string {
  const rule = ruleSentence(t, action, "installer");
  const hint = `actions.${action}.hint`;
  return t.has(hint) ? t(hint, { n, from, rule }) : rule;
}

/** The name of an operation's kind in history; an unknown kind as it is. */
export function operationLabel(t: Translate, kind: string): string {
  return isAction(kind) ? t(`actions.${kind}.history`) : sentenceOr(t, `domain.history.${kind}`, kind);
}

/** A field's value in words: choices, yes and no, days in the language's order; "" for an empty one. */
export function valueText(t: Translate, key: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "boolean") return t(value ? "domain.yes" : "domain.no");
  return sentenceOr(t, `domain.choice.${key}.${String(value)}`, shortDay(t, String(value)));
}
