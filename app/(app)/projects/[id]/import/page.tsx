import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Breadcrumb } from "@/components/shell/breadcrumb";
import { ImportView } from "@/components/import/import-view";
import { may } from "@/lib/domain/verbs";
import { getProject } from "@/lib/server/projects/project-summaries";
import { addressService } from "@/lib/server/places/address-service";
import { lastBatch } from "@/lib/server/imports/last-batch";
import { found, idOf, type Query } from "@/lib/web/page";
import { pageCtx } from "@/lib/web/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("import"))("title") };
}

type Props = { params: Promise<{ id: string }>; searchParams: Query };

export default async function ImportPage({ params, searchParams }: Props) {
  const id = idOf((await params).id);
  const { group: groupId } = await searchParams;
  const ctx = await pageCtx(`/projects/${id}/import`, searchParams);
  const project = await found(getProject(ctx, id));
  const group = project.groups.find((one) => one.id === groupId);
  if (!group || !may(ctx.actor.role, "import_cases")) notFound();
  const last = await lastBatch(ctx, group.id);
  const t = await getTranslations("import");
  const words = await getTranslations("domain.caseType");
  return (
    <>
      <Breadcrumb
        path={[
          { href: `/projects/${id}`, text: project.name },
          { href: `/projects/${id}?group=${group.id}`, text: group.name },
        ]}
      />
      <h1>{t("title")}</h1>
      <p className="mb-5 text-muted">
        {group.name} · {words(group.caseType)}
      </p>
      <ImportView
        project={{ id, name: project.name }}
        group={{ id: group.id, name: group.name, caseType: group.caseType }}
        last={last && { fields: last.fields as Record<string, string>, at: last.at.toISOString() }}
        hasAddressService={addressService() !== null}
      />
    </>
  );
}
