"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { CopiedText } from "@/components/ui/copied-text";
import { Notice } from "@/components/ui/notice";

export function CloseButton({ onPress }: { onPress: () => void }) {
  return <Button onPress={onPress}>{useTranslations("admin")("close")}</Button>;
}

/** A user with a link to choose a password, which is to be handed over; null where a mail brings it. */
export type Invited = { id: string; link: string | null };

/** The path of a page as an address to hand over. */
const addressOf = (path: string) => new URL(path, window.location.href).toString();

type Props = { link: string | null; person: { name: string; email: string } };

/** The link with which somebody chooses a password: it is in a mail, or is handed over. */
export function LinkTold({ link, person }: Props) {
  const t = useTranslations("admin");
  if (link === null)
    return (
      <Notice tone="success" role="status">
        {t("mailSent", { email: person.email })}
      </Notice>
    );
  return (
    <Notice tone="success" role="status" title={t("linkOnce", { name: person.name })}>
      <CopiedText
        text={addressOf(link)}
        label={t("copyLink")}
        copyLabel={t("copyLink")}
        copied={t("linkCopied")}
      />
    </Notice>
  );
}

/** The same for many: one line each, in the order in which they were written. */
export function LinksTold({ made }: { made: readonly { name: string; link: string | null }[] }) {
  const t = useTranslations("admin");
  const links = made.filter((one): one is { name: string; link: string } => one.link !== null);
  if (links.length === 0)
    return (
      <Notice tone="success" role="status">
        {t("mailsSent", { count: made.length })}
      </Notice>
    );
  return (
    <Notice tone="success" role="status" title={t("linksOnce")}>
      <CopiedText
        text={links.map(({ name, link }) => `${name}; ${addressOf(link)}`).join("\n")}
        label={t("copyLink")}
        copyLabel={t("copyLink")}
        copied={t("linkCopied")}
      />
    </Notice>
  );
}
