"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useLayoutEffect } from "react";

/** »120 valgt – Bygaden – Projekter« */
export function useTitle(name: string, size: number) {
  const t = useTranslations("projects");
  const format = useFormatter();
  const title = `${size > 0 ? `${t("titleSelected", { count: format.number(size) })} – ` : ""}${name} – ${t("title")}`;
  // Next writes its own title whenever it has read the page, also after ours.
  useLayoutEffect(() => {
    const write = () => {
      if (document.title !== title) document.title = title;
    };
    write();
    const observer = new MutationObserver(write);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [title]);
}
