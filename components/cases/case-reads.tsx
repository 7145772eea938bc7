import { ChevronDown } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

export type ShownRead = {
  id: string;
  when: string;
  name: string;
  /** Empty for an account that does not exist. */
  organisation: string;
  what: string;
  /** Of a read how many cases and how often; may be empty. */
  about: string;
};
type Props = { reads: readonly ShownRead[]; logHref: string };

/** Who of other companies than the owner's read the case, newest first; for administrators. */
export function CaseReads({ reads, logHref }: Props) {
  const t = useTranslations("cases.reads");
  return (
    <details className="group/reads panel px-5 py-4">
      <summary className="flex cursor-pointer items-center justify-between gap-2">
        <h2>{t("title")}</h2>
        <ChevronDown aria-hidden className="size-4 text-muted group-open/reads:rotate-180" />
      </summary>
      <p className="mt-2 text-[0.9375rem] text-muted">{t("help")}</p>
      {reads.length === 0 ? (
        <p className="mt-3">{t("empty")}</p>
      ) : (
        <ol className="mt-3 flex flex-col gap-3">
          {reads.map(({ id, when, name, organisation, what, about }) => (
            <li key={id} className="border-l-2 border-line pl-4">
              <p className="break-words">
                <span className="font-medium">{name}</span>
                <span className="text-muted"> · {organisation}</span>
              </p>
              <p className="text-[0.9375rem]">
                {what}
                {about && <span className="text-muted"> · {about}</span>}
              </p>
              <p className="text-sm text-muted">{when}</p>
            </li>
          ))}
        </ol>
      )}
      <p className="mt-4">
        <Link href={logHref} prefetch={false} className="link">
          {t("log")}
        </Link>
      </p>
    </details>
  );
}
