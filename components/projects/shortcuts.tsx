"use client";

import { Keyboard } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { ShortcutsDialog } from "./lazy-parts";

const OFF = "single-keys-off";
const isOn = () => {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
};
const listen = (tell: () => void) => {
  window.addEventListener("storage", tell);
  return () => window.removeEventListener("storage", tell);
};

const enable = (isWanted: boolean) => {
  if (isWanted) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
  window.dispatchEvent(new Event("storage"));
};

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest("input:not([type=checkbox]), textarea, select, [role=dialog], [role=menu]") !== null);

/** Single keys: »/« to the search, »b« to the bar, »?« to the list of keys, where they can be switched off. */
export function Shortcuts() {
  const t = useTranslations("projects.keys");
  const [isOpen, setOpen] = useState(false);
  const isEnabled = useSyncExternalStore(listen, isOn, () => true);
  useEffect(() => {
    if (!isEnabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const focus = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus();
      if (event.key === "/") focus("input[name=q]");
      else if (event.key === "b") focus("[role=toolbar] button");
      else if (event.key === "?") setOpen(true);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    // Before the grid takes a letter for the beginning of an address.
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [isEnabled]);
  return (
    <>
      <Button size="sm" variant="quiet" onPress={() => setOpen(true)} data-print="no">
        <Keyboard aria-hidden /> {t("title")}
      </Button>
      {isOpen && <ShortcutsDialog isEnabled={isEnabled} onChange={enable} onClose={() => setOpen(false)} />}
    </>
  );
}
