"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";

/** Reads the page anew; what was found before stays until then. */
export function ExamineAgain() {
  const t = useTranslations("admin.operations");
  const router = useRouter();
  const [isPending, begin] = useTransition();
  return (
    <Button isPending={isPending} onPress={() => begin(() => router.refresh())}>
      {t("again")}
    </Button>
  );
}
