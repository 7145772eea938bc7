"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { MessagePage } from "./message-page";

/** A fault of ours: nothing about it is the visitor's business but that it can be tried again. */
export function ErrorPage({ reset }: { reset: () => void }) {
  const t = useTranslations("shell.error");
  return (
    <MessagePage title={t("title")} text={t("text")} link={t("link")}>
      <Button variant="primary" onPress={reset}>
        {t("retry")}
      </Button>
    </MessagePage>
  );
}
