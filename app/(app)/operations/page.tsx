import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ActivityList } from "@/components/history/activity-list";
import { readLate } from "@/lib/server/kernel/database";
import { shownActivity } from "@/lib/web/activity";
import type { Query } from "@/lib/web/page";
import { pageCtx } from "@/lib/web/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("cases.activity"))("title") };
}

/** The operations in all projects that the actor sees. */
export default async function ActivityPage({ searchParams }: { searchParams: Query }) {
  const ctx = await pageCtx("/operations", searchParams);
  const given = await searchParams;
  const shown = await readLate(ctx, (late) => shownActivity(late, null, "/operations", given));
  const t = await getTranslations("cases.activity");
  return (
    <>
      <h1 className="mb-5">{t("title")}</h1>
      <ActivityList {...shown} showsProject />
    </>
  );
}
