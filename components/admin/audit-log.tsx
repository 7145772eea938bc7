import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ShownRead } from "@/components/cases/case-reads";
import { buttonClass } from "@/components/ui/button-class";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterButton, FilterInput, FilterSelect } from "@/components/ui/filter-control";
import { FilterForm } from "@/components/ui/filter-form";

type Choice = { id: string; label: string };
type ShownEvent = ShownRead & { address: string };
type Props = {
  path: string;
  filter: Record<string, string | string[]>;
  exportPath: string;
  more: string | null;
  actors: readonly Choice[];
  actions: readonly Choice[];
  events: readonly ShownEvent[];
};

/** The log of administration, newest first; a plain form narrows it, and what it finds can be taken along. */
export function AuditLog({ path, filter, exportPath, more, actors, actions, events }: Props) {
  const t = useTranslations("admin.audit");
  const activity = useTranslations("cases.activity");
  const one = (name: string) => (typeof filter[name] === "string" ? filter[name] : "");
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <>
      <p className="mb-4 max-w-3xl text-[0.9375rem] text-muted">{t("help")}</p>
      <FilterForm path={path} query={filter} className="mb-4 flex flex-wrap items-end gap-3">
        <FilterInput
          label={t("case")}
          name="case"
          inputMode="numeric"
          defaultValue={one("case")}
          className="w-32"
        />
        <FilterSelect
          label={t("who")}
          name="actor"
          value={one("actor")}
          all={activity("all")}
          options={actors}
        />
        <FilterSelect
          label={t("what")}
          name="action"
          value={one("action")}
          all={activity("all")}
          options={actions}
        />
        {(["from", "to"] as const).map((name) => (
          <FilterInput key={name} label={activity(name)} type="date" name={name} defaultValue={one(name)} />
        ))}
        <FilterButton>{activity("filter")}</FilterButton>
        {isFiltered && (
          <Link href={path} className={buttonClass({ variant: "quiet" })}>
            {activity("reset")}
          </Link>
        )}
        <a href={exportPath} className={`${buttonClass()} sm:ml-auto`}>
          {t("export")}
        </a>
      </FilterForm>
      {events.length === 0 ? (
        <EmptyState title={activity(isFiltered ? "noneFound" : "empty")} />
      ) : (
        <div className="panel overflow-x-auto">
          <table className="w-full text-[0.9375rem]">
            <thead className="max-md:sr-only">
              <tr className="border-b border-line text-left text-sm text-muted">
                {(["when", "who", "what", "address"] as const).map((head) => (
                  <th key={head} scope="col" className="px-4 py-2.5 font-medium">
                    {t(head)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {events.map((event) => (
                <EventRow key={event.id} event={event} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more && (
        <p className="mt-4 text-center">
          <Link href={more} className={buttonClass()}>
            {activity("more")}
          </Link>
        </p>
      )}
    </>
  );
}

/** On a phone one under the other, as in the list of what was done. */
function EventRow({ event }: { event: ShownEvent }) {
  const { when, name, organisation, what, about, address } = event;
  return (
    <tr className="max-md:flex max-md:flex-col max-md:gap-1 max-md:px-4 max-md:py-3">
      <td className="px-4 py-2.5 whitespace-nowrap text-muted max-md:p-0 max-md:text-sm">{when}</td>
      <th scope="row" className="px-4 py-2.5 text-left font-medium max-md:p-0">
        {name}
        {organisation && <span className="font-normal text-muted"> · {organisation}</span>}
      </th>
      <td className="px-4 py-2.5 max-md:p-0">
        {what}
        {about && <span className="text-muted"> · {about}</span>}
      </td>
      <td className="px-4 py-2.5 break-all max-md:p-0 max-md:text-sm max-md:text-muted">{address || "–"}</td>
    </tr>
  );
}
