import Link from "next/link";
import { useTranslations } from "next-intl";
import { FilterForm } from "@/components/ui/filter-form";
import { FilterButton, FilterInput, FilterSelect } from "@/components/ui/filter-control";
import type { PROJECT_SORTS } from "@/lib/contract/inputs/projects";

/** Which projects are listed. */
export const SHOWS = ["all", "needs_action", "active", "closed"] as const;

type Props = {
  /** What the address says, as the form carries it along. */
  query: Record<string, string | string[]>;
  q: string;
  show: (typeof SHOWS)[number];
  gridArea: string;
  sort: (typeof PROJECT_SORTS)[number];
  sorts: typeof PROJECT_SORTS;
  /** The grid areas of the projects in sight. */
  areas: readonly { code: string; name: string }[];
  hrefOf: (show: (typeof SHOWS)[number]) => string;
};

/** The plain form above the list of projects. */
export function ProjectSearch({ query, q, show, gridArea, sort, sorts, areas, hrefOf }: Props) {
  const t = useTranslations("projects");
  return (
    <FilterForm
      path="/projects"
      query={query}
      className="mb-4 grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap"
    >
      {show !== "all" && <input type="hidden" name="show" value={show} />}
      <FilterInput
        label={t("search")}
        type="search"
        name="q"
        defaultValue={q}
        maxLength={200}
        placeholder={t("searchHelp")}
        className="col-span-2 min-w-60 grow sm:max-w-md"
      />
      {(areas.length > 1 || gridArea !== "") && (
        <FilterSelect
          label={t("gridArea")}
          name="gridArea"
          value={gridArea}
          all={t("anyArea")}
          options={areas.map(({ code, name }) => ({ id: code, label: `${code} ${name}` }))}
        />
      )}
      <FilterSelect
        label={t("sort")}
        name="sort"
        value={sort}
        options={sorts.map((one) => ({ id: one, label: t(`sorts.${one}`) }))}
      />
      <FilterButton>{t("searchButton")}</FilterButton>
      <nav aria-label={t("show")} className="col-span-2 flex flex-wrap gap-1.5">
        {SHOWS.map((one) => (
          <Link
            key={one}
            href={hrefOf(one)}
            aria-current={one === show ? "true" : undefined}
            className={`inline-flex min-h-10 items-center rounded-full border px-3.5 text-[0.9375rem] no-underline ${one === show ? "border-accent bg-accent-tint font-medium text-accent" : "border-line-strong bg-surface text-ink hover:border-accent"}`}
          >
            {t(`shows.${one}`)}
          </Link>
        ))}
      </nav>
    </FilterForm>
  );
}
