import type { MessageKeys, NestedKeyOf } from "use-intl";
import { createTranslator } from "use-intl/core";
import type { Action } from "../domain/vocabulary";
import actionsDa from "./da/actions.json";
import adminDa from "./da/admin.json";
import casesDa from "./da/cases.json";
import domainDa from "./da/domain.json";
import errorsDa from "./da/errors.json";
import importDa from "./da/import.json";
import projectsDa from "./da/projects.json";
import shellDa from "./da/shell.json";
import actionsEn from "./en/actions.json";
import adminEn from "./en/admin.json";
import casesEn from "./en/cases.json";
import domainEn from "./en/domain.json";
import errorsEn from "./en/errors.json";
import importEn from "./en/import.json";
import projectsEn from "./en/projects.json";
import shellEn from "./en/shell.json";

export const LOCALES = ["da", "en"] as const;
export type Locale = (typeof LOCALES)[number];

/**
 * What an action is called, in history and as a button; which cases it is for; what the dialog says of it (`about`);
 * of a case that is not there yet, what has to happen first (`hint`, else the rule); the title under which its reason
 * stands on the page of a case that it has sent back (`because`).
 */
type ActionWords = Record<"label" | "history" | "rule" | "run" | "done", string> & {
  hint?: string;
  about?: string;
  because?: string;
};

const da = {
  shell: shellDa,
  domain: domainDa,
  // Those an action may lack are keys as well: `has` tells.
  actions: actionsDa satisfies Record<Action, ActionWords> as Record<Action, Required<ActionWords>>,
  errors: errorsDa,
  projects: projectsDa,
  cases: casesDa,
  import: importDa,
  admin: adminDa,
};
// A sentence that the second language lacks is a compile error here.
const en: typeof da = {
  shell: shellEn,
  domain: domainEn,
  actions: actionsEn satisfies Record<Action, ActionWords> as Record<Action, Required<ActionWords>>,
  errors: errorsEn,
  projects: projectsEn,
  cases: casesEn,
  import: importEn,
  admin: adminEn,
};

/** How browsers and `Intl` call the languages: English with days before months and a clock of 24 hours. */
export const LANGUAGE_TAGS = { da: "da", en: "en-GB" } as const satisfies Record<Locale, string>;
type LanguageTag = (typeof LANGUAGE_TAGS)[Locale];

export const isLocale = (value: unknown): value is Locale => (LOCALES as readonly unknown[]).includes(value);
export const messagesFor = (locale: Locale) => (locale === "en" ? en : da);

/** The styles of dates, which sentences name too; a day looks alike everywhere. */
export const formats = {
  dateTime: {
    day: { day: "2-digit", month: "2-digit", year: "numeric" },
    clock: { hour: "2-digit", minute: "2-digit" },
  },
} as const;

// With this `useTranslations` and `getTranslations` take only keys that have a sentence.
declare module "use-intl" {
  interface AppConfig {
    Locale: Locale | LanguageTag;
    Messages: typeof da;
    Formats: typeof formats;
  }
}

/** The path of a sentence, with its namespace: `domain.state.approved`. */
export type MessageKey = MessageKeys<typeof da, NestedKeyOf<typeof da>>;

export type Translate = {
  (key: MessageKey, params?: Record<string, string | number | Date>): string;
  /** Of a key made from what comes from outside: whether it has a sentence. */
  has: (key: string) => key is MessageKey;
};

const translators = new Map<Locale, Translate>();

/** Sentences outside React: answers of the API, workbooks. Keys begin with the namespace: `domain.state.approved`. */
export function translator(locale: Locale): Translate {
  const known = translators.get(locale);
  if (known) return known;
  const made = createTranslator({
    locale: LANGUAGE_TAGS[locale],
    messages: messagesFor(locale),
    formats,
    timeZone: "Europe/Copenhagen",
  }) as unknown as Translate;
  translators.set(locale, made);
  return made;
}
