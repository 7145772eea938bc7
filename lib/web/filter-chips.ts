import "server-only";
import { getTranslations } from "next-intl/server";
import type { CaseFilter } from "@/lib/contract/inputs/selection";
import { namesOf } from "@/lib/server/cases/work-list";
import type { Ctx } from "@/lib/server/kernel/context";
import { withQuery } from "./page";

/** Every part of the work list's filter that is set: what it says, and the list without it. */
export async function chipsOf(
  ctx: Ctx,
  filter: CaseFilter,
  query: Record<string, string | string[]>,
): Promise<{ label: string; href: string }[]> {
  const t = await getTranslations("projects");
  const words = await getTranslations("domain");
  const people = [...(filter.installer ?? []), ...(filter.handler ?? [])].filter((id) => id !== "none");
  const named = [
    ...(await namesOf(ctx, "project", filter.project ?? [])),
    ...(await namesOf(ctx, "group", filter.group ?? [])),
    ...(await namesOf(ctx, "handler", people)),
  ];
  const names = new Map(named.map(({ id, name }) => [id, name ?? id]));
  const chip = (
    key: keyof CaseFilter,
    what: string,
    values: readonly string[],
    nameOf: (value: string) => string,
  ) => {
    const { [key]: _, ...rest } = query;
    const [value = "", ...more] = values;
    const told = more.length > 0 ? t("work.several", { count: values.length }) : nameOf(value);
    return { label: t("work.chip", { what, value: told }), href: withQuery("/cases", rest) };
  };
  const known = (id: string) => names.get(id) ?? t("work.unknown");
  const person = (id: string) => (id === "none" ? t("nobody") : known(id));
  return [
    ...(filter.q?.length ? [chip("q", t("work.search"), [filter.q.join(" · ")], (q) => q)] : []),
    ...(filter.project ? [chip("project", t("work.groupings.project"), filter.project, known)] : []),
    ...(filter.area ? [chip("area", t("gridArea"), filter.area, (area) => area)] : []),
    ...(filter.group ? [chip("group", t("group"), filter.group, known)] : []),
    ...(filter.state
      ? [chip("state", t("columns.state"), filter.state, (state) => words(`state.${state as "submitted"}`))]
      : []),
    ...(filter.due ? [chip("due", t("due"), filter.due, (due) => t(`dueStatus.${due as "soon"}`))] : []),
    ...(filter.waiting
      ? [chip("waiting", t("turn"), filter.waiting, (one) => t(`waitingFor.${one as "us"}`))]
      : []),
    ...(filter.installer ? [chip("installer", words("person.installer"), filter.installer, person)] : []),
    ...(filter.handler ? [chip("handler", words("person.handler"), filter.handler, person)] : []),
  ];
}
