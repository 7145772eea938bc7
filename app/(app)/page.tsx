import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { queryOf } from "@/components/selection/selection";
import { type Tile, WorkPage } from "@/components/work/work-page";
import { caseRowOf } from "@/components/grid/case-row";
import { offersFor } from "@/lib/domain/actions/offers";
import { formOf } from "@/lib/domain/actions/forms";
import { countAllCases } from "@/lib/server/cases/work-list";
import { countWork, mostUrgent, visit } from "@/lib/server/cases/work";
import { type Query, withQuery } from "@/lib/web/page";
import { pageCtx } from "@/lib/web/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("projects.mine"))("title") };
}

/** So many of the most urgent cases are shown. */
const URGENT = 10;

export default async function Home({ searchParams }: { searchParams: Query }) {
  const ctx = await pageCtx("/", searchParams);
  const t = await getTranslations("projects.mine");
  await visit(ctx);
  const [work, urgent] = await Promise.all([countWork(ctx), mostUrgent(ctx, URGENT)]);
  const { role } = ctx.actor;
  // Who has no case at all is told how there come to be some.
  const isNew = urgent.length === 0 && (await countAllCases(ctx, {})).size === 0;
  const newsHref = (news: "mine" | "others", { since }: { since: string }) =>
    withQuery("/operations", { news, since });
  const tiles: Tile[] = [
    { id: "overdue", count: work.overdue.count, href: `/cases?${queryOf(work.overdue.filter)}&by=due` },
    ...(role === "admin"
      ? []
      : [{ id: "mine" as const, count: work.mine.count, href: `/cases?${queryOf(work.mine.filter)}` }]),
    {
      id: role === "admin" ? "open" : "ours",
      count: work.ours.count,
      href: `/cases?${queryOf(work.ours.filter)}`,
    },
    { id: "fresh", count: work.fresh.count, href: newsHref("others", work.fresh) },
    { id: "done", count: work.done.count, href: newsHref("mine", work.done) },
  ];
  // The action of daily work that waits, as the rules offer it.
  const actionOf = (state: (typeof urgent)[number]["state"]) =>
    offersFor(role, [{ state, count: 1, caseIds: [] }]).find(
      ({ action, offered }) => offered && formOf(action).tone === "work",
    )?.action ?? null;
  return (
    <>
      <h1 className="mb-5">{t("title")}</h1>
      <WorkPage
        tiles={tiles}
        urgent={urgent.map((told) => ({ row: caseRowOf(told), action: actionOf(told.state) }))}
        isNewFor={isNew ? role : null}
        hasMore={work.ours.count > urgent.length}
        allHref={`/cases?${queryOf(work.ours.filter)}&by=due`}
      />
    </>
  );
}
