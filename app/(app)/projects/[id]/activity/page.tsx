import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Breadcrumb } from "@/components/shell/breadcrumb";
import { ActivityList } from "@/components/history/activity-list";
import { readLate } from "@/lib/server/kernel/database";
import { lookUpProject } from "@/lib/server/projects/projects";
import { shownActivity } from "@/lib/web/activity";
import { found, idOf, type Query } from "@/lib/web/page";
import { pageCtx } from "@/lib/web/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("cases.activity"))("title") };
}

type Props = { params: Promise<{ id: string }>; searchParams: Query };

export default async function ProjectActivityPage({ params, searchParams }: Props) {
  const id = idOf((await params).id);
  const path = `/projects/${id}/activity`;
  const ctx = await pageCtx(path, searchParams);
  const project = await found(lookUpProject(ctx, id));
  const given = await searchParams;
  const shown = await readLate(ctx, (late) => shownActivity(late, id, path, given));
  const t = await getTranslations("cases.activity");
  return (
    <>
      <Breadcrumb path={[{ href: `/projects/${id}`, text: project.name }]} />
      <h1 className="mb-5">{t("title")}</h1>
      <ActivityList {...shown} />
    </>
  );
}
