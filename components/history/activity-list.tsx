import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button-class";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterForm } from "@/components/ui/filter-form";
import { FilterButton, FilterInput, FilterSelect } from "@/components/ui/filter-control";
import { UndoButton } from "@/components/actions/undo-button";

/** An operation as the list shows it, its words already found. */
export type ShownOperation = {
  id: string;
  when: string;
  what: string;
  who: string;
  organisation: string;
  project: { id: string; name: string } | null;
  done: number;
  skipped: number;
  isUndone: boolean;
  /** Minutes in which this reader may still take it back; 0 when that is over. */
  undoMinutes: number;
};

type Choice = { id: string; name: string };
type Props = {
  /** Where the filter leads. */
  path: string;
  query: Record<string, string | string[]>;
  operations: readonly ShownOperation[];
  actors: readonly Choice[];
  actions: readonly Choice[];
  /** Only what still stands of changes of cases, by whom and since when. */
  news: { whose: "mine" | "others"; since: string | null } | null;
  /** Only an operation over several projects and its parts. */
  arePartsOfOne: boolean;
  more: string | null;
  showsProject?: boolean;
};

const isFiltered = (query: Props["query"]) => Object.keys(query).some((key) => key !== "cursor");

/** Everything that was done, newest first; a plain form narrows it by person, action and day. */
export function ActivityList({
  path,
  query,
  operations,
  actors,
  actions,
  more,
  showsProject,
  ...shown
}: Props) {
  const { news, arePartsOfOne } = shown;
  const t = useTranslations("cases.activity");
  const heads = ["when", "what", "who", ...(showsProject ? (["project"] as const) : [])] as const;
  return (
    <>
      <ActivityFilter path={path} query={query} actors={actors} actions={actions} />
      {news && (
        <p className="mb-4 text-sm text-muted">
          {t(`news.${news.whose}`, { since: news.since ?? "none", hasSince: String(news.since !== null) })}
        </p>
      )}
      {arePartsOfOne && <p className="mb-4 text-sm text-muted">{t("parts")}</p>}
      <div className="panel overflow-x-auto">
        {operations.length === 0 ? (
          <EmptyState title={t(isFiltered(query) ? "noneFound" : "empty")} />
        ) : (
          <table className="w-full text-[0.9375rem]">
            <thead className="max-md:sr-only">
              <tr className="border-b border-line text-left text-sm text-muted">
                {heads.map((head) => (
                  <th key={head} scope="col" className="px-4 py-2.5 font-medium">
                    {t(head)}
                  </th>
                ))}
                <th scope="col">
                  <span className="sr-only">{t("report")}</span>
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {operations.map((operation) => (
                <OperationRow key={operation.id} operation={operation} showsProject={showsProject} />
              ))}
            </tbody>
          </table>
        )}
      </div>
      {more && (
        <p className="mt-4 text-center">
          <Link href={more} className={buttonClass()}>
            {t("more")}
          </Link>
        </p>
      )}
    </>
  );
}

function ActivityFilter({
  path,
  query,
  actors,
  actions,
}: Pick<Props, "path" | "query" | "actors" | "actions">) {
  const t = useTranslations("cases.activity");
  const { cursor: _, ...fields } = query;
  const one = (name: string) => (typeof query[name] === "string" ? query[name] : "");
  const choose = (name: "actor" | "action", choices: readonly Choice[]) => (
    <FilterSelect
      label={t(name)}
      name={name}
      value={one(name)}
      all={t("all")}
      options={choices.map(({ id, name: label }) => ({ id, label }))}
    />
  );
  return (
    <FilterForm path={path} query={fields} className="mb-4 flex flex-wrap items-end gap-3">
      {["news", "since", "partOf"].map(
        (name) =>
          fields[name] !== undefined && <input key={name} type="hidden" name={name} value={one(name)} />,
      )}
      {choose("actor", actors)}
      {choose("action", actions)}
      {(["from", "to"] as const).map((name) => (
        <FilterInput key={name} label={t(name)} type="date" name={name} defaultValue={one(name)} />
      ))}
      <FilterButton>{t("filter")}</FilterButton>
      {isFiltered(query) && (
        <Link href={path} className={buttonClass({ variant: "quiet" })}>
          {t("reset")}
        </Link>
      )}
    </FilterForm>
  );
}

type RowProps = { operation: ShownOperation; showsProject: boolean | undefined };

function OperationRow({ operation, showsProject }: RowProps) {
  const t = useTranslations("cases.activity");
  const { id, project, done, skipped, undoMinutes } = operation;
  return (
    <tr className="max-md:flex max-md:flex-col max-md:gap-1 max-md:px-4 max-md:py-3">
      <td className="px-4 py-2.5 whitespace-nowrap text-muted max-md:p-0 max-md:text-sm">{operation.when}</td>
      <th scope="row" className="px-4 py-2.5 text-left font-medium max-md:p-0">
        {operation.what}
        <span className="font-normal text-muted">
          {done > 0 && ` · ${t("count", { count: done })}`}
          {skipped > 0 && ` · ${t("skipped", { count: skipped })}`}
        </span>
        {operation.isUndone && <span className="font-normal text-warning"> · {t("undone")}</span>}
      </th>
      <td className="px-4 py-2.5 max-md:p-0">
        {operation.who}
        <span className="text-muted"> · {operation.organisation}</span>
      </td>
      {showsProject && (
        <td className="px-4 py-2.5 max-md:p-0">
          {project && (
            <Link href={`/projects/${project.id}`} prefetch={false} className="link">
              {project.name}
            </Link>
          )}
        </td>
      )}
      <td className="px-4 py-2.5 max-md:p-0">
        <span className="flex items-center justify-end gap-4 max-md:justify-start">
          {undoMinutes > 0 && (
            <UndoButton operationId={id} label={t("undo", { minutes: undoMinutes })} isSmall />
          )}
          <Link href={`/operations/${id}`} prefetch={false} className="link">
            {t("report")}
          </Link>
        </span>
      </td>
    </tr>
  );
}
