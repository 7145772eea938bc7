import { getTranslations } from "next-intl/server";
import { GridAreas } from "@/components/admin/grid-areas";
import { listGridAreas } from "@/lib/server/places/grid-areas";
import { listOrganisations } from "@/lib/server/people/organisations";
import { adminCtx } from "@/lib/web/session";
import { createGridAreaAction, updateGridAreaAction } from "../actions";

export const generateMetadata = async () => ({ title: (await getTranslations("admin"))("tabs.grid-areas") });

export default async function GridAreasPage() {
  const ctx = await adminCtx("/admin/grid-areas");
  const [areas, organisations] = await Promise.all([listGridAreas(ctx), listOrganisations(ctx)]);
  const dsos = organisations
    .filter(({ kind, isActive }) => kind === "dso" && isActive)
    .map(({ id, name }) => ({ id, label: name }));
  return <GridAreas areas={areas} dsos={dsos} create={createGridAreaAction} update={updateGridAreaAction} />;
}
