import "server-only";
import type { LinkPurpose, MailKind, MailParams } from "@/lib/domain/mail";
import type { NewsKind, NewsTold } from "@/lib/domain/news";
import type { Locale } from "@/lib/domain/vocabulary";
import { env } from "@/lib/env";
import { type MessageKey, type Translate, translator } from "@/lib/messages";
import { newsSentence } from "@/lib/messages/news";
import { linkToken, unsubscribeToken } from "@/lib/server/kernel/secret";

export type MailText = {
  subject: string;
  text: string;
  html: string;
  /** Where its button leads; null without one. */
  url: string | null;
  /** Where a mail program ends mails of this kind; null where nobody chooses whether they come. */
  unsubscribe: string | null;
};

/** The notice that a mail tells, of a daily mail the newest, and its receiver. */
export type MailNotice = { id: string; userId: string; kind: NewsKind };

/** Where the pages of each kind of link are. */
const PAGES: Record<LinkPurpose, string> = {
  invitation: "/set-password",
  password: "/set-password",
  confirm_email: "/confirm-email",
};
/** The path of a one-time link; whoever has it may do what it is for. */
export const linkPath = (purpose: LinkPurpose, linkId: string) => `${PAGES[purpose]}/${linkToken(linkId)}`;

/** The pages that mails without a one-time link lead to. */
const LEADS_TO: Partial<Record<MailKind, (notice?: MailNotice | null) => string>> = {
  second_factor_reset: () => "/profile#two-factor",
  access_asked: () => "/admin/requests",
  news: (notice) => `/notifications/${notice?.id ?? ""}`,
  news_undone: (notice) => `/notifications/${notice?.id ?? ""}`,
  news_daily: () => "/notifications",
  trial: () => "/admin/mail",
};

const addressOf = (path: string) =>
  new URL(path, env.NEXTAUTH_URL ?? `http://localhost:${env.PORT}`).toString();

const isLink = (kind: MailKind): kind is LinkPurpose => Object.hasOwn(PAGES, kind);

/**
 * What a mail says: its subject, its text and the same as simple HTML, with one button at the most. `params` are what
 * its sentences name. Without `notice` a mail of news has no links that are its receiver's alone.
 */
export function mailText({
  kind,
  language,
  params,
  linkId,
  notice,
}: {
  kind: MailKind;
  language: Locale;
  params: MailParams;
  linkId: string | null;
  notice?: MailNotice | null;
}): MailText {
  const t = translator(language);
  const words = isNews(params) ? newsWords(t, params) : params;
  const say = (part: string) => t(`mail.${kind}.${part}` as MessageKey, words as Record<string, string>);
  const path = isLink(kind) ? linkId && linkPath(kind, linkId) : LEADS_TO[kind]?.(notice);
  const url = path ? addressOf(path) : null;
  // Blank lines part paragraphs.
  const paragraphs = say("text").split("\n\n");
  const button = url ? { url, label: say("button") } : null;
  const about = notice && (kind === "news_daily" ? "daily" : notice.kind);
  const token = notice && about && unsubscribeToken(notice.userId, about);
  const foot = [
    ...(token
      ? [
          t(`news.why.${about}`),
          t("news.stop", { profile: addressOf("/profile#news"), stop: addressOf(`/unsubscribe/${token}`) }),
        ]
      : []),
    t("mail.foot", { address: addressOf("/") }),
  ].join("\n");
  const subject = say("subject");
  return {
    subject,
    url,
    unsubscribe: token ? addressOf(`/api/unsubscribe/${token}`) : null,
    text: [...paragraphs, ...(button ? [`${button.label}:\n${button.url}`] : []), `-- \n${foot}`].join(
      "\n\n",
    ),
    html: page(language, subject, paragraphs, button, foot),
  };
}

const isNews = (params: MailParams): params is Extract<MailParams, { news: NewsTold[] }> =>
  Array.isArray(params.news);

/** What sentences name of news: the first notice, how many there are, and all that are told, a line each. */
function newsWords(t: Translate, { news, more = 0 }: { news: NewsTold[]; more?: number }) {
  const sentences = news.map((told) => newsSentence(t, told));
  const list = sentences.map((sentence) => `– ${sentence}.`);
  return {
    told: sentences[0] ?? "",
    count: news.length + more,
    list: [...list, ...(more > 0 ? [t("mail.news_daily.more", { more })] : [])].join("\n"),
  };
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);

/** Mail programs know few styles, and those only in place. */
function page(
  language: Locale,
  subject: string,
  paragraphs: readonly string[],
  button: { url: string; label: string } | null,
  foot: string,
): string {
  const paragraph = (text: string, style: string) =>
    `<p style="${style}">${escaped(text).replaceAll("\n", "<br>")}</p>`;
  const body = [
    ...paragraphs.map((text) => paragraph(text, "margin:0 0 16px")),
    button
      ? `<p style="margin:24px 0"><a href="${escaped(button.url)}" style="background:#1d4ed8;color:#ffffff;padding:12px 20px;border-radius:6px;text-decoration:none;display:inline-block">${escaped(button.label)}</a></p>`
      : "",
    paragraph(foot, "margin:32px 0 0;font-size:13px;color:#5b6472"),
  ].join("");
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head><body style="margin:0;padding:24px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;color:#1c2430"><div style="max-width:560px">${body}</div></body></html>`;
}
