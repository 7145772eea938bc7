import { isAddressPart } from "../domain/addresses/address-parts";
import { field, isFieldKey } from "../domain/fields/fields";
import type { Problem } from "../domain/problem";
import { type Action, type CaseState, isAction, type Reason, type Role } from "../domain/vocabulary";
import { LOCALES, type Translate, translator } from "./index";

/** What a field of the list, or a part of the address, is called; an unknown code is its own name. */
export function labelOf(t: Translate, key: string): string {
  if (isAddressPart(key)) return t(`domain.addressPart.${key}`);
  return isFieldKey(key) ? t(`domain.field.${key}`) : key;
}

/** What fields were called before; workbooks and templates from then are still about. */
const FORMER_LABELS: Record<string, readonly string[]> = {
  payerSameAsCustomer: ["Betaler er samme som kunde", "Payer is the customer"],
  connectionDate: ["Wished connection date"],
  cableCabinet: ["Wished cable cabinet no."],
};

/** Everything a column of a workbook may be called, in every language. */
export const everyLabelOf = (key: string): string[] => [
  ...LOCALES.map((locale) => labelOf(translator(locale), key)),
  ...(FORMER_LABELS[key] ?? []),
];

/** The label with its unit, as forms, column heads and workbooks write it: »Boligareal (m²)«. */
export function labelWithUnit(t: Translate, key: string): string {
  const unit = isFieldKey(key) ? field(key).unit : undefined;
  return unit ? `${labelOf(t, key)} (${unit})` : labelOf(t, key);
}

const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A day as the language writes it in tables: 12.11.2026 in Danish, 2026-11-12 in English. Other text stays. */
export const shortDay = (t: Translate, day: string) => day.replace(ISO_DAY, t("domain.dayPattern"));

/** The sentence of one problem: what is wrong with which value, and what to do. */
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

/** For keys made from what is stored or sent: the sentence, or what is said where there is none. */
export const sentenceOr = (t: Translate, key: string, otherwise: string) => (t.has(key) ? t(key) : otherwise);

/** What changed: a field, an address part, the person responsible or a name. */
export const changeLabel = (t: Translate, key: string) =>
  sentenceOr(t, `domain.change.${key}`, labelWithUnit(t, key));

/**
 * Somebody who did something, with the company that names cannot be borrowed from; null is an administrator.
 * Undefined, of what was kept before companies were, is the name alone.
 */
export const actorText = (t: Translate, name: string, organisation: string | null | undefined): string =>
  organisation === undefined
    ? name
    : t("domain.actor", { name, company: organisation ?? t("domain.role.admin") });

type Refused = {
  action: Action;
  reason: Reason;
  state: CaseState;
  /** Of `changed_since`, where it is known. */
  changedBy?: string;
  changedByOrganisation?: string | null;
  changedAt?: string;
};

/** Why one case is closed to an action. */
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

/** Why `count` of `of` selected cases are closed to an action: »3 af 12 sager er tilmeldt. …« */
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

/** »1.062 af 2.040 er noget andet:« before the numbers of what they are. */
export const othersSentence = (t: Translate, count: number, of: number): string =>
  t("domain.blocked.others", { some: count < of ? "some" : "none", n: count, m: of });

/** »640 anvist« */
export const statePart = (t: Translate, state: CaseState, count: number): string =>
  t("domain.blocked.part", { n: count, state: t(`domain.state.${state}`).toLowerCase() });

/** What `n` cases of a state are, and what has to happen to them before the action. */
const stateWords = (t: Translate, action: Action, state: CaseState, n: number) => ({
  is: t(`domain.is.${state}`, { n }),
  hint: hintSentence(t, action, state, n),
});

/** Which cases an action of a role is for: »Kun tilmeldte sager kan anvises.« */
export const ruleSentence = (t: Translate, action: Action, role: Role): string =>
  t(`actions.${action}.rule`, { role });

/** What has to happen to `n` cases of a state before the action; without a hint of its own, its rule. */
function hintSentence(t: Translate, action: Action, from: CaseState, n: number): string {
  const rule = ruleSentence(t, action, "installer");
  const hint = `actions.${action}.hint`;
  return t.has(hint) ? t(hint, { n, from, rule }) : rule;
}

/** What was done, as history tells it: an action on cases, or another kind of operation; an unknown one is its own name. */
export function operationLabel(t: Translate, kind: string): string {
  return isAction(kind) ? t(`actions.${kind}.history`) : sentenceOr(t, `domain.history.${kind}`, kind);
}

/** A field's value as people read it: choices and yes/no by their words, days as the language writes them. */
export function valueText(t: Translate, key: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "boolean") return t(value ? "domain.yes" : "domain.no");
  return sentenceOr(t, `domain.choice.${key}.${String(value)}`, shortDay(t, String(value)));
}
