import { X } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { Assignees } from "@/components/grid/case-row";
import { FilterForm } from "@/components/ui/filter-form";
import { FilterButton, FilterSelect, SearchFields } from "@/components/ui/filter-control";
import { DUE_STATUSES, WAITING, WORK_GROUPINGS, type WorkGrouping } from "@/lib/domain/case-filter";
import { CASE_STATES, type CaseState, type Role } from "@/lib/domain/vocabulary";

/** A part of the filter that is set: what it says, and the page without it. */
export type Chip = { label: string; href: string };

type Props = {
  query: Record<string, string | string[]>;
  by: WorkGrouping;
  role: Role;
  assignees: Assignees;
  areas: readonly { code: string; name: string }[];
  countsByState: Record<CaseState, number>;
  chips: readonly Chip[];
};

/** The filters of the work list as a plain form; what no field shows is carried along, and stands among the chips. */
export function WorkFilterForm({ query, by, role, assignees, areas, countsByState, chips }: Props) {
  const t = useTranslations("projects");
  const words = useTranslations("domain");
  const format = useFormatter();
  const person = role === "dso" ? "handler" : "installer";
  const people = [
    ...(person === "handler" ? [{ id: "none", label: t("nobody") }] : []),
    ...assignees[`${person}s`].map(({ id, name }) => ({ id, label: name })),
  ];
  const one = (name: string) => (typeof query[name] === "string" ? query[name] : "");
  // A list of one value cannot hold several, nor a value that it does not offer.
  const lists: { name: string; label: string; all: string; options: { id: string; label: string }[] }[] = [
    {
      name: "state",
      label: t("columns.state"),
      all: t("anyState"),
      options: CASE_STATES.map((state) => ({
        id: state,
        label: `${words(`state.${state}`)} (${format.number(countsByState[state])})`,
      })),
    },
    {
      name: "area",
      label: t("gridArea"),
      all: t("anyArea"),
      options: areas.map(({ code, name }) => ({ id: code, label: `${code} ${name}` })),
    },
    {
      name: "due",
      label: t("due"),
      all: t("anyDue"),
      options: DUE_STATUSES.map((id) => ({ id, label: t(`dueStatus.${id}`) })),
    },
    ...(role === "admin"
      ? []
      : [
          {
            name: "waiting",
            label: t("turn"),
            all: t("anyTurn"),
            options: WAITING.map((id) => ({ id, label: t(`waitingFor.${id}`) })),
          },
        ]),
    { name: person, label: words(`person.${person}`), all: t("anyone"), options: people },
  ].filter(({ options }) => options.length > 1);
  const isShown = (name: string, value: string | string[]) =>
    name === "q" ||
    name === "by" ||
    lists.some((list) => list.name === name && list.options.some(({ id }) => id === value));
  return (
    <>
      <FilterForm
        path="/cases"
        query={query}
        className="group/filter mb-3 grid grid-cols-[1fr_auto] items-end gap-3 md:flex md:flex-wrap"
      >
        {Object.entries(query).flatMap(([name, value]) =>
          isShown(name, value)
            ? []
            : [value].flat().map((each) => <input key={each} type="hidden" name={name} value={each} />),
        )}
        <SearchFields label={t("searchCases")} searches={query.q} />
        <label className="flex min-h-12 items-center gap-2 text-[0.9375rem] md:hidden">
          <input type="checkbox" data-more className="size-[1.125rem] accent-[var(--accent)]" />
          {t("moreFilters")}
        </label>
        <div className="order-1 col-span-2 hidden grid-cols-2 items-end gap-3 max-md:group-has-[[data-more]:checked]/filter:grid md:contents">
          {lists.map(({ name, ...list }) =>
            query[name] === undefined || isShown(name, query[name]) ? (
              <FilterSelect key={name} name={name} value={one(name)} {...list} />
            ) : null,
          )}
          <FilterSelect
            label={t("work.by")}
            name="by"
            value={by}
            options={WORK_GROUPINGS.map((id) => ({ id, label: t(`work.groupings.${id}`) }))}
          />
        </div>
        <FilterButton>{t("filter")}</FilterButton>
      </FilterForm>
      {chips.length > 0 && (
        <ul aria-label={t("work.chips")} className="mb-3 flex flex-wrap gap-1.5 md:mb-4">
          {chips.map(({ label, href }) => (
            <li key={href}>
              <Link
                href={href}
                scroll={false}
                aria-label={t("work.without", { label })}
                className="inline-flex min-h-8 items-center gap-1.5 rounded-full border border-accent bg-accent-tint px-3 text-sm text-accent no-underline"
              >
                {label} <X aria-hidden className="size-3.5" />
              </Link>
            </li>
          ))}
          <li>
            <Link href="/cases" className="link inline-flex min-h-8 items-center px-2 text-sm">
              {t("reset")}
            </Link>
          </li>
        </ul>
      )}
    </>
  );
}
