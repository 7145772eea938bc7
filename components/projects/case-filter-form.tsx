import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Assignees, GroupRow } from "@/components/cases/case-row";
import { buttonClass } from "@/components/ui/button-class";
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

const controlClass =
  "min-h-10 min-w-0 rounded-md border border-line-strong bg-surface px-3 text-[0.9375rem] font-normal";

/** The filters as a plain form: they stand in the address and work without script. */
export function CaseFilterForm({ query, sort, groups, assignees, projectId, countsByState }: Props) {
  const t = useTranslations("projects");
  const words = useTranslations("domain");
  const one = (name: string) => (typeof query[name] === "string" ? query[name] : "");
  const states = [query.state ?? []].flat();
  const people = (name: string, list: { id: string; name: string }[], none?: string) => (
    <label className="flex min-w-0 flex-col gap-1.5 text-sm font-medium">
      {words(`person.${name}`)}
      <select name={name} defaultValue={one(name)} className={controlClass}>
        <option value="">{t("anyone")}</option>
        {none && <option value="none">{none}</option>}
        {list.map((person) => (
          <option key={person.id} value={person.id}>
            {person.name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form
      method="get"
      action={`/projects/${projectId}`}
      className="mb-4 grid grid-cols-2 items-end gap-3 md:flex md:flex-wrap"
      key={JSON.stringify(query)}
    >
      {sort && <input type="hidden" name="sort" value={sort} />}
      <label className="col-span-2 flex min-w-56 grow flex-col gap-1.5 text-sm font-medium">
        {t("searchCases")}
        <input type="search" name="q" defaultValue={one("q")} maxLength={200} className={controlClass} />
      </label>
      {states.length > 1 ? (
        // A list of one cannot hold several states, and a search must not lose them.
        <fieldset className="col-span-2 flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 text-[0.9375rem]">
          <legend className="mb-1.5 text-sm font-medium">{t("columns.state")}</legend>
          {states.map((state) => (
            <label key={state} className="flex items-center gap-1.5">
              <input
                type="checkbox"
                name="state"
                value={state}
                defaultChecked
                className="size-[1.125rem] accent-[var(--accent)]"
              />
              {words(`state.${state as CaseState}`)}
            </label>
          ))}
        </fieldset>
      ) : (
        <label className="flex min-w-0 flex-col gap-1.5 text-sm font-medium">
          {t("columns.state")}
          <select name="state" defaultValue={states[0] ?? ""} className={controlClass}>
            <option value="">{t("anyState")}</option>
            {CASE_STATES.filter((state) => countsByState[state] > 0 || states.includes(state)).map(
              (state) => (
                <option key={state} value={state}>
                  {words(`state.${state}`)} ({countsByState[state]})
                </option>
              ),
            )}
          </select>
        </label>
      )}
      {groups.length > 1 && (
        <label className="flex min-w-0 flex-col gap-1.5 text-sm font-medium">
          {t("group")}
          <select name="group" defaultValue={one("group")} className={controlClass}>
            <option value="">{t("anyGroup")}</option>
            {groups.map((group) => (
              <option key={group.id} value={group.id}>
                {group.name}
              </option>
            ))}
          </select>
        </label>
      )}
      {people("installer", assignees.installers)}
      {people("handler", assignees.handlers, t("nobody"))}
      <button type="submit" className={buttonClass()}>
        {t("filter")}
      </button>
      {Object.keys(query).length > 0 && (
        <Link href={`/projects/${projectId}`} className={buttonClass({ variant: "quiet" })}>
          {t("reset")}
        </Link>
      )}
    </form>
  );
}
