"use client";

import { useRouter } from "next/navigation";
import { I18nProvider, RouterProvider } from "react-aria-components";

// React Aria gives this to the style elements it makes; the page's own scripts know it.
if (typeof document !== "undefined") {
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
  Object.assign(window, { __webpack_nonce__: nonce });
}

/** The language of dates, numbers and announcements, and Next's own navigation for links inside menus. */
export function Providers({ locale, children }: { locale: string; children: React.ReactNode }) {
  const router = useRouter();
  return (
    <I18nProvider locale={locale === "en" ? "en-GB" : "da-DK"}>
      <RouterProvider navigate={(path) => router.push(path)}>{children}</RouterProvider>
    </I18nProvider>
  );
}
