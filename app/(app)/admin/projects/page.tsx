import { getTranslations } from "next-intl/server";
import { Seeding } from "@/components/admin/seeding";
import { listOrganisations } from "@/lib/server/people/organisations";
import { adminCtx } from "@/lib/web/session";
import { createDemoProjectsAction, removeDemoProjectsAction } from "../actions";

export const generateMetadata = async () => ({ title: (await getTranslations("admin"))("tabs.projects") });

export default async function SeedingPage() {
  const ctx = await adminCtx("/admin/projects");
  const organisations = await listOrganisations(ctx);
  const owners = organisations
    .filter(({ kind, isActive }) => kind === "installer" && isActive)
    .map(({ id, name }) => ({ id, label: name }));
  return (
    <Seeding owners={owners} createDemo={createDemoProjectsAction} removeDemo={removeDemoProjectsAction} />
  );
}
