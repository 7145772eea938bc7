import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { Assignees, GroupRow } from "@/components/grid/case-row";
import { buttonClass } from "@/components/ui/button-class";
import { FilterForm } from "@/components/ui/filter-form";
import { FilterButton, FilterSelect, SearchFields } from "@/components/ui/filter-control";
import { DUE_STATUSES, WAITING } from "@/lib/domain/case-filter";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";

type Props = {
  query: Record<string, string | string[]>;
  /** Kept through a search. */
  sort?: string;
  groups: GroupRow[];
  assignees: Assignees;
  projectId: string;
  countsByState: Record<CaseState, number>;
};

const boxClass = "size-[1.125rem] accent-[var(--accent)]";

/** The filters as a plain form: they stand in the address and work without script. A phone shows the search first. */
export function CaseFilterForm({ query, sort, groups, assignees, projectId, countsByState }: Props) {
  const t = useTranslations("projects");
  const words = useTranslations("domain");
  const one = (name: string) => (typeof query[name] === "string" ? query[name] : "");
  const states = [query.state ?? []].flat();
  const lists = ["state", "due", "waiting", "installer", "handler", ...(groups.length > 1 ? ["group"] : [])];
  const isNarrowed = lists.some((name) => name in query);
  const people = (name: "installer" | "handler", list: { id: string; name: string }[]) => (
    <FilterSelect
      label={words(`person.${name}`)}
      name={name}
      value={one(name)}
      all={t("anyone")}
      options={list.map((person) => ({ id: person.id, label: person.name }))}
    />
  );
  return (
    <FilterForm
      path={`/projects/${projectId}`}
      query={{ ...query, ...(sort && { sort }) }}
      className="group/filter mb-3 md:mb-4 grid grid-cols-[1fr_auto] items-end gap-3 md:flex md:flex-wrap"
    >
      {sort && <input type="hidden" name="sort" value={sort} />}
      <SearchFields label={t("searchCases")} searches={query.q} />
      <label className="flex min-h-12 items-center gap-2 text-[0.9375rem] md:hidden">
        <input type="checkbox" data-more defaultChecked={isNarrowed} className={boxClass} />
        {t("moreFilters")}
      </label>
      <div className="order-1 col-span-2 hidden grid-cols-2 items-end gap-3 max-md:group-has-[[data-more]:checked]/filter:grid md:contents">
        <StateFilter states={states} countsByState={countsByState} />
        {groups.length > 1 && (
          <FilterSelect
            label={t("group")}
            name="group"
            value={one("group")}
            all={t("anyGroup")}
            options={groups.map(({ id, name }) => ({ id, label: name }))}
          />
        )}
        <FilterSelect
          label={t("due")}
          name="due"
          value={one("due")}
          all={t("anyDue")}
          options={DUE_STATUSES.map((id) => ({ id, label: t(`dueStatus.${id}`) }))}
        />
        {typeof query.waiting === "string" && (
          <FilterSelect
            label={t("turn")}
            name="waiting"
            value={query.waiting}
            all={t("anyTurn")}
            options={WAITING.map((id) => ({ id, label: t(`waitingFor.${id}`) }))}
          />
        )}
        {people("installer", assignees.installers)}
        {people("handler", [{ id: "none", name: t("nobody") }, ...assignees.handlers])}
      </div>
      <FilterButton>{t("filter")}</FilterButton>
      {Object.keys(query).length > 0 && (
        <Link
          href={`/projects/${projectId}`}
          className={`${buttonClass({ variant: "quiet" })} max-md:order-2 max-md:justify-self-start`}
        >
          {t("reset")}
        </Link>
      )}
    </FilterForm>
  );
}

type StateProps = Pick<Props, "countsByState"> & {
  /** Those that are filtered by. */
  states: readonly string[];
};

/** A list of one cannot hold several states, and a search must not lose them: several are boxes to untick. */
function StateFilter({ states, countsByState }: StateProps) {
  const t = useTranslations("projects");
  const words = useTranslations("domain.state");
  const format = useFormatter();
  if (states.length > 1) {
    return (
      <fieldset className="col-span-2 flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 text-[0.9375rem]">
        <legend className="mb-1.5 text-sm font-medium">{t("columns.state")}</legend>
        {states.map((state) => (
          <label key={state} className="flex items-center gap-1.5">
            <input type="checkbox" name="state" value={state} defaultChecked className={boxClass} />
            {words(state as CaseState)}
          </label>
        ))}
      </fieldset>
    );
  }
  return (
    <FilterSelect
      label={t("columns.state")}
      name="state"
      value={states[0] ?? ""}
      all={t("anyState")}
      options={CASE_STATES.filter((state) => countsByState[state] > 0 || states.includes(state)).map(
        (state) => ({ id: state, label: `${words(state)} (${format.number(countsByState[state])})` }),
      )}
    />
  );
}
