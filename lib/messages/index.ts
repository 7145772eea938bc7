import type { MessageKeys, NestedKeyOf } from "use-intl";
import { createTranslator } from "use-intl/core";
import { type Action, LOCALES, type Locale } from "../domain/vocabulary";
import actionsDa from "./da/actions.json";
import adminDa from "./da/admin.json";
import casesDa from "./da/cases.json";
import domainDa from "./da/domain.json";
import errorsDa from "./da/errors.json";
import importDa from "./da/import.json";
import mailDa from "./da/mail.json";
import newsDa from "./da/news.json";
import operatingDa from "./da/operating.json";
import projectsDa from "./da/projects.json";
import shellDa from "./da/shell.json";
import actionsEn from "./en/actions.json";
import adminEn from "./en/admin.json";
import casesEn from "./en/cases.json";
import domainEn from "./en/domain.json";
import errorsEn from "./en/errors.json";
import importEn from "./en/import.json";
import mailEn from "./en/mail.json";
import newsEn from "./en/news.json";
import operatingEn from "./en/operating.json";
import projectsEn from "./en/projects.json";
import shellEn from "./en/shell.json";

export { LOCALES, type Locale };

/**
 * The sentences of an action: its button (`label`), its name in history, the cases that it is for (`rule`), the button
 * and the result of its dialog (`run`, `done`), the dialog's explanation (`about`), what must happen first to a case in
 * an earlier state (`hint`, otherwise the rule), and the title of its reason on a case that it sent back (`because`).
 */
type ActionWords = Record<"label" | "history" | "rule" | "run" | "done", string> & {
  hint?: string;
  about?: string;
  because?: string;
};

const da = {
  shell: shellDa,
  domain: domainDa,
  // Optional sentences are keys as well; `has` tells whether there is one.
  actions: actionsDa satisfies Record<Action, ActionWords> as Record<Action, Required<ActionWords>>,
  errors: errorsDa,
  projects: projectsDa,
  cases: casesDa,
  import: importDa,
  admin: adminDa,
  mail: mailDa,
  news: newsDa,
  operating: operatingDa,
};
// A sentence that English lacks is a compile error here.
const en: typeof da = {
  shell: shellEn,
  domain: domainEn,
  actions: actionsEn satisfies Record<Action, ActionWords> as Record<Action, Required<ActionWords>>,
  errors: errorsEn,
  projects: projectsEn,
  cases: casesEn,
  import: importEn,
  admin: adminEn,
  mail: mailEn,
  news: newsEn,
  operating: operatingEn,
};

/** The language tags for browsers and `Intl`; British English has days before months and a 24-hour clock. */
export const LANGUAGE_TAGS = { da: "da", en: "en-GB" } as const satisfies Record<Locale, string>;
type LanguageTag = (typeof LANGUAGE_TAGS)[Locale];

export const isLocale = (value: unknown): value is Locale => (LOCALES as readonly unknown[]).includes(value);
export const messagesFor = (locale: Locale) => (locale === "en" ? en : da);

/** What every page carries to the browser: all but the sentences of mails and of the examination, which the server alone writes. */
export function messagesForPages(locale: Locale): Omit<typeof da, "mail" | "operating"> {
  const { mail: _, operating: __, ...others } = messagesFor(locale);
  return others;
}

/** The formats of dates, by the names that sentences use. */
export const formats = {
  dateTime: {
    day: { day: "2-digit", month: "2-digit", year: "numeric" },
    clock: { hour: "2-digit", minute: "2-digit" },
  },
} as const;

// Lets `useTranslations` and `getTranslations` accept only keys that have a sentence.
declare module "use-intl" {
  interface AppConfig {
    Locale: Locale | LanguageTag;
    Messages: typeof da;
    Formats: typeof formats;
  }
}

/** The key of a sentence with its namespace: `domain.state.approved`. */
export type MessageKey = MessageKeys<typeof da, NestedKeyOf<typeof da>>;

export type Translate = {
  (key: MessageKey, params?: Record<string, string | number | Date>): string;
  /** Whether there is a sentence, for keys made from values from outside. */
  has: (key: string) => key is MessageKey;
};

const translators = new Map<Locale | LanguageTag, Translate>();

/**
 * Sentences outside React, as in answers of the API and in workbooks. `tag` says how dates and times are written: pages
 * give theirs (`pageTranslator`).
 */
export function translator(locale: Locale, tag: Locale | LanguageTag = locale): Translate {
  const known = translators.get(tag);
  if (known) return known;
  const made = createTranslator({
    locale: tag,
    messages: messagesFor(locale),
    formats,
    timeZone: "Europe/Copenhagen",
  }) as unknown as Translate;
  translators.set(tag, made);
  return made;
}
