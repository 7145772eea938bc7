import { ADDRESS_PARTS } from "@/lib/domain/addresses/address-parts";
import { AUDIT_KINDS, READ_WAYS, SIGN_ON_REFUSALS } from "@/lib/domain/audit";
import { ERROR_STATUS } from "@/lib/domain/error";
import { FAULT_CODES } from "@/lib/domain/fault";
import { FIELD_KEYS, field } from "@/lib/domain/fields/fields";
import { FILE_CHOICES, NOTICE_CODES } from "@/lib/domain/file-notice";
import { MAIL_KINDS } from "@/lib/domain/mail";
import { NEWS_ACTIONS, NEWS_KINDS } from "@/lib/domain/news";
import { OPERATIONS } from "@/lib/domain/operations";
import { PROBLEM_CODES, REPAIR_CODES } from "@/lib/domain/problem";
import {
  ACTIONS,
  CASE_STATES,
  CASE_TYPES,
  ORGANISATION_KINDS,
  REASONS,
  ROLES,
  SEVERITIES,
  TOKEN_SCOPES,
} from "@/lib/domain/vocabulary";
import { isForAdministrators, type Verb, VERBS } from "@/lib/domain/verbs";
import { PROJECT_SORTS } from "@/lib/contract/inputs/projects";
import { HELD_KINDS } from "@/lib/server/retention/sizes";
import { LOCALES, messagesFor } from "@/lib/messages";

/** What stands under each path of the messages: every member of the list has its sentence there. */
const COMPLETE: Record<string, readonly string[]> = {
  "domain.role": ROLES,
  "domain.organisationKind": ORGANISATION_KINDS,
  "domain.caseType": CASE_TYPES,
  "domain.state": CASE_STATES,
  "domain.is": CASE_STATES,
  "domain.severity": SEVERITIES,
  "shell.profilePage.scope": TOKEN_SCOPES,
  actions: ACTIONS.flatMap((action) =>
    ["label", "history", "rule", "run", "done"].map((word) => `${action}.${word}`),
  ),
  "domain.history": [
    "create",
    ...Object.keys(OPERATIONS).filter((kind) => !(ACTIONS as readonly string[]).includes(kind)),
  ],
  "domain.reason": REASONS,
  "domain.blocked": REASONS,
  "domain.field": FIELD_KEYS,
  "domain.section": [...new Set(FIELD_KEYS.map((key) => field(key).section))],
  "domain.addressPart": ADDRESS_PARTS,
  "domain.problem": PROBLEM_CODES,
  "domain.notice": NOTICE_CODES,
  "domain.fileChoice": Object.entries(FILE_CHOICES).flatMap(([name, values]) =>
    values.map((value) => `${name}.${value}`),
  ),
  "domain.choice": FIELD_KEYS.flatMap((key) => {
    const definition = field(key);
    return definition.kind === "choice" ? definition.choices.map((choice) => `${key}.${choice}`) : [];
  }),
  "import.repairWhy": REPAIR_CODES,
  "projects.sorts": PROJECT_SORTS,
  "admin.retention.holds": HELD_KINDS,
  "admin.audit.kind": [...AUDIT_KINDS, ...READ_WAYS],
  "admin.audit.reason": ["wrong", "throttled", ...SIGN_ON_REFUSALS],
  "admin.audit.way": ["sign_on"],
  "shell.login.signOn": ["label", "or", ...SIGN_ON_REFUSALS, "throttled", "failed", "dead"],
  "admin.audit.verb": (Object.keys(VERBS) as Verb[]).filter(isForAdministrators),
  "news.told": NEWS_ACTIONS,
  "news.kind": NEWS_KINDS,
  "news.why": [...NEWS_KINDS, "daily"],
  mail: MAIL_KINDS.flatMap((kind) => ["subject", "text"].map((part) => `${kind}.${part}`)),
  "admin.mailPage.kind": MAIL_KINDS,
  errors: Object.keys(ERROR_STATUS),
  "errors.title": [...new Set(Object.values(ERROR_STATUS))].map(String),
  "errors.fault": FAULT_CODES,
};

/** The sentence at a path of nested messages. */
const sentenceAt = (locale: (typeof LOCALES)[number], path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], messagesFor(locale));

/** Every path that holds a sentence. */
const pathsOf = (messages: object, at = ""): string[] =>
  Object.entries(messages).flatMap(([key, value]) =>
    typeof value === "string" ? [`${at}${key}`] : pathsOf(value as object, `${at}${key}.`),
  );

test.each(LOCALES)("every word of the domain has its sentence: %s", (locale) => {
  const paths = Object.entries(COMPLETE).flatMap(([place, members]) =>
    members.map((member) => `${place}.${member}`),
  );
  expect(paths.length).toBeGreaterThan(300);
  const missing = paths.filter((path) => {
    const sentence = sentenceAt(locale, path);
    return typeof sentence !== "string" || sentence.trim() === "";
  });
  expect(missing).toEqual([]);
});

test("both languages have the same keys", () => {
  expect(pathsOf(messagesFor("en")).sort()).toEqual(pathsOf(messagesFor("da")).sort());
});
