import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button-class";

type Props = {
  /** From 1. */
  page: number;
  pages: number;
  hrefOf: (page: number) => string;
};

/** To the page before and after, where a report has several. */
export function ReportPages({ page, pages, hrefOf }: Props) {
  const t = useTranslations("cases.report");
  if (pages <= 1) return null;
  return (
    <nav aria-label={t("pages")} className="mt-4 flex items-center justify-center gap-3">
      {page > 1 && (
        <Link href={hrefOf(page - 1)} rel="prev" className={buttonClass()}>
          {t("previousPage")}
        </Link>
      )}
      <span className="text-sm text-muted">{t("pageOf", { page, pages })}</span>
      {page < pages && (
        <Link href={hrefOf(page + 1)} rel="next" className={buttonClass()}>
          {t("nextPage")}
        </Link>
      )}
    </nav>
  );
}
