import { getTranslations } from "next-intl/server";
import { Organisations } from "@/components/admin/organisations";
import { readLate } from "@/lib/server/kernel/database";
import { listOrganisations } from "@/lib/server/people/organisations";
import { adminCtx } from "@/lib/web/session";
import { createOrganisationAction, setOrganisationActiveAction, updateOrganisationAction } from "../actions";

export const generateMetadata = async () => ({
  title: (await getTranslations("admin"))("tabs.organisations"),
});

export default async function OrganisationsPage() {
  const ctx = await adminCtx("/admin/organisations");
  return (
    <Organisations
      organisations={await readLate(ctx, listOrganisations)}
      create={createOrganisationAction}
      update={updateOrganisationAction}
      setActive={setOrganisationActiveAction}
    />
  );
}
