import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";

type HeadProps = {
  title: string;
  when: string;
  who: string;
  reason: string;
  /** What can be done with the operation. */
  children: React.ReactNode;
};

/** What was done, when, by whom and why. */
export function OperationHead({ title, when, who, reason, children }: HeadProps) {
  const t = useTranslations("cases.report");
  return (
    <div className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div>
        <h1>{title}</h1>
        <p className="text-muted">
          {when} · {who}
        </p>
        {reason && (
          <p className="mt-1 max-w-prose break-words">
            {t("reason")}: {reason}
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-2">{children}</div>
    </div>
  );
}

type FilesProps = {
  operationId: string;
  /** Rows of an import that made no case. */
  leftOutRows: number;
  /** Cases in the report as it is shown. */
  cases: number;
};

export function ReportFiles({ operationId, leftOutRows, cases }: FilesProps) {
  const t = useTranslations("cases.report");
  return (
    <>
      {leftOutRows > 0 && (
        <a href={`/api/v1/operations/${operationId}/errors.xlsx`} className={buttonClass()}>
          {t("errorsFile", { count: leftOutRows })}
        </a>
      )}
      {cases > 0 && (
        <a href={`/api/v1/operations/${operationId}/report.xlsx`} className={buttonClass()}>
          {t("export")}
        </a>
      )}
    </>
  );
}

type RelatedProps = {
  /** The operation that took this one back. */
  undoneBy: string | null;
  /** Who did, and when, where this reader is told. */
  by: { name: string; when: string } | null;
  /** The operation that this one took back. */
  undoes: string | null;
  /** The operation of which this one is a part. */
  partOf: string | null;
};

/** Whether the operation was taken back, takes another back, or is a part of one. */
export function RelatedOperations({ undoneBy, by, undoes, partOf }: RelatedProps) {
  const t = useTranslations("cases.report");
  return (
    <>
      {undoneBy && (
        <Notice tone="info" className="mb-5">
          {by ? t("undoneByAt", by) : t("undone")}{" "}
          <Link href={`/operations/${undoneBy}`} className="link">
            {t("undoneBy")}
          </Link>
        </Notice>
      )}
      {undoes && (
        <p className="mb-5">
          <Link href={`/operations/${undoes}`} className="link">
            {t("undoes")}
          </Link>
        </p>
      )}
      {partOf && (
        <p className="mb-5">
          {t("partOf")}{" "}
          <Link href={`/operations?partOf=${partOf}`} className="link">
            {t("allParts")}
          </Link>
        </p>
      )}
    </>
  );
}
