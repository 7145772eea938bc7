"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Notice } from "@/components/ui/notice";

/** The description of the API, fetched apart from the page: it is long and the same for everybody. */
export function ApiReference({ locale }: { locale: string }) {
  const t = useTranslations("shell.apiDocs");
  const [markup, setMarkup] = useState<string | null>();
  useEffect(() => {
    const asking = new AbortController();
    fetch(`/api/docs/reference?locale=${locale}`, { signal: asking.signal })
      .then((answer) => (answer.ok ? answer.text() : null))
      .then(setMarkup, () => asking.signal.aborted || setMarkup(null));
    return () => asking.abort();
  }, [locale]);
  // The address may name a place that was not there yet when the page was opened.
  useEffect(() => {
    if (markup) document.getElementById(window.location.hash.slice(1))?.scrollIntoView();
  }, [markup]);
  if (markup) return <div className="contents" dangerouslySetInnerHTML={{ __html: markup }} />;
  return (
    <div className="min-w-0 lg:col-start-2" role="status">
      {markup === null ? <Notice tone="danger">{t("failed")}</Notice> : t("waiting")}
    </div>
  );
}
