"use client";

import { useTranslations } from "next-intl";
import type { ProblemDocument } from "@/components/api";
import { Notice } from "@/components/ui/notice";

type Props = {
  problem: Pick<ProblemDocument, "code" | "detail">;
  /** What is said when no answer came. */
  unanswered: string;
  children?: React.ReactNode;
};

/**
 * Why what was pressed for was not done, beside the button. Whose session is gone logs in in another tab and presses
 * again: what is typed is still here.
 */
export function Refusal({ problem, unanswered, children }: Props) {
  const t = useTranslations("shell");
  if (problem.code === "unauthenticated") {
    return (
      <Notice tone="warning" role="alert">
        {t("loggedOut")}{" "}
        <a href="/login" target="_blank" rel="noreferrer" className="link font-medium">
          {t("logInElsewhere")}
        </a>
      </Notice>
    );
  }
  return (
    <Notice tone="danger" role="alert" title={problem.detail || unanswered}>
      {children}
    </Notice>
  );
}
