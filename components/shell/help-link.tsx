"use client";

import { CircleQuestionMark } from "lucide-react";
import { usePathname } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button-class";
import type { Locale, Role } from "@/lib/domain/vocabulary";
import { helpFor } from "./help-pages";

/** To the manual's page about this one. In a tab of its own, so that nothing typed here is lost. */
export function HelpLink({ role }: { role: Role | null }) {
  const label = useTranslations("shell")("help");
  return (
    <a
      href={helpFor(usePathname(), role, useLocale() as Locale)}
      target="_blank"
      rel="noopener"
      aria-label={label}
      title={label}
      className={`${buttonClass({ variant: "quiet", size: "sm" })} px-2!`}
    >
      <CircleQuestionMark aria-hidden />
    </a>
  );
}
