import Link from "next/link";
import { useTranslations } from "next-intl";

type Step = { href: string; text: React.ReactNode };

/** The way to this page from the list of projects; the page itself is the heading beneath. */
export function Breadcrumb({ path = [] }: { path?: Step[] }) {
  const t = useTranslations("shell");
  return (
    <nav aria-label={t("path")} className="mb-1 text-sm text-muted">
      <ol className="flex flex-wrap gap-x-1.5">
        {[{ href: "/projects", text: t("projects") }, ...path].map(({ href, text }, i) => (
          <li key={i} className="flex min-w-0 gap-x-1.5">
            {i > 0 && <span aria-hidden>›</span>}
            <Link href={href} className="link truncate">
              {text}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
