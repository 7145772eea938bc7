import Link from "next/link";
import { useTranslations } from "next-intl";

type Props = {
  hits: readonly { id: string; href: string; address: string; number: number; projectName: string }[];
  /** There are more than these. */
  hasMore: boolean;
};

/** Cases that a search names; the projects below lead to all of them. */
export function CaseHits({ hits, hasMore }: Props) {
  const t = useTranslations("projects");
  if (hits.length === 0) return null;
  return (
    <section aria-label={t("hits")} className="panel mb-4 px-4 py-3">
      <h2 className="mb-1 text-base">{t("hits")}</h2>
      <ul>
        {hits.map(({ id, href, address, number, projectName }) => (
          <li key={id} className="flex flex-wrap gap-x-3 py-1">
            <Link href={href} prefetch={false} className="link font-medium">
              {address}
            </Link>
            <span className="text-muted">{t("hit", { number: String(number), project: projectName })}</span>
          </li>
        ))}
      </ul>
      {hasMore && <p className="mt-1 text-sm text-muted">{t("moreHits")}</p>}
    </section>
  );
}
