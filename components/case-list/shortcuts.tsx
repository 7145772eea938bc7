"use client";

import { Keyboard } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { onDemand } from "@/components/ui/on-demand";
import { areSingleKeysOn, isOtherKey, listenToSingleKeys, setSingleKeys } from "@/components/ui/single-keys";

const ShortcutsDialog = onDemand(() => import("./shortcuts-dialog").then((part) => part.ShortcutsDialog));

/**
 * Single keys: »/« to the search of a project (elsewhere it leads to the one of the top bar), »b« to the bar, »?« to the
 * list of keys, where they can be switched off.
 */
export function Shortcuts({ isProject }: { isProject: boolean }) {
  const t = useTranslations("projects.keys");
  const [isOpen, setOpen] = useState(false);
  const isEnabled = useSyncExternalStore(listenToSingleKeys, areSingleKeysOn, () => true);
  useEffect(() => {
    if (!isEnabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (isOtherKey(event)) return;
      const focus = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus();
      if (event.key === "/" && isProject) focus("main input[name=q]");
      else if (event.key === "b") focus("[role=toolbar] button");
      else if (event.key === "?") setOpen(true);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    // Before the grid takes a letter for the beginning of an address.
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [isEnabled, isProject]);
  return (
    <>
      <Button size="sm" variant="quiet" onPress={() => setOpen(true)} data-print="no">
        <Keyboard aria-hidden /> {t("title")}
      </Button>
      {isOpen && (
        <ShortcutsDialog isEnabled={isEnabled} onChange={setSingleKeys} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
