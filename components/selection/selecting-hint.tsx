"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";

const HINT_KEY = "hint-closed";

const isHintClosed = () => {
  try {
    return localStorage.getItem(HINT_KEY) !== null;
  } catch {
    return false;
  }
};

/** How to select, until it is closed for good. */
export function SelectingHint() {
  const t = useTranslations("projects");
  const [isClosed, setClosed] = useState(false);
  const isClosedBefore = useSyncExternalStore(
    () => () => {},
    isHintClosed,
    () => false,
  );
  if (isClosed || isClosedBefore) return null;
  return (
    // A phone shows the cases first, and this at its lower edge.
    <p className="max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-10 max-md:rounded-none md:mb-3 flex items-center gap-2 rounded-md bg-accent-tint px-3 py-1.5 text-sm">
      <span className="grow pointer-coarse:hidden">{t("hint")}</span>
      <span className="hidden grow pointer-coarse:inline">{t("hintTouch")}</span>
      <Button
        size="sm"
        variant="quiet"
        aria-label={t("closeHint")}
        onPress={() => {
          setClosed(true);
          localStorage.setItem(HINT_KEY, "1");
        }}
      >
        <X aria-hidden />
      </Button>
    </p>
  );
}
