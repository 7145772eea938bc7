import type { NewsTold } from "./news";

/** Every kind of mail that is sent. The words of each are in `lib/messages`, under `mail`. */
export const MAIL_KINDS = [
  "invitation",
  "password",
  "confirm_email",
  "second_factor_reset",
  "access_asked",
  "access_declined",
  "news",
  "news_undone",
  "news_daily",
  "trial",
] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** What the sentences of a mail name: texts, and of news what it tells, newest first. */
export type MailParams = Record<string, string> | { news: NewsTold[]; more?: number };

/** What a one-time link lets its holder do, and for how many hours. */
export const LINKS = {
  invitation: { hours: 24 },
  password: { hours: 1 },
  confirm_email: { hours: 24 },
} as const satisfies Partial<Record<MailKind, { hours: number }>>;
export type LinkPurpose = keyof typeof LINKS;
export const LINK_PURPOSES = Object.keys(LINKS) as [LinkPurpose, ...LinkPurpose[]];
