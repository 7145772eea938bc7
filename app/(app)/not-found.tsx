import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { MessagePage } from "@/components/shell/message-page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shell.notFound"))("title") };
}

export default async function NotFound() {
  const t = await getTranslations("shell.notFound");
  return <MessagePage title={t("title")} text={t("text")} link={t("link")} />;
}
