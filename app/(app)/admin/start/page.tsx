import { getTranslations } from "next-intl/server";
import { FirstSteps } from "@/components/admin/first-steps";
import { firstSteps } from "@/lib/server/people/first-steps";
import { adminCtx } from "@/lib/web/session";

export const generateMetadata = async () => ({ title: (await getTranslations("admin"))("tabs.start") });

export default async function StartPage() {
  const { done, hasMailServer } = await firstSteps(await adminCtx("/admin/start"));
  return <FirstSteps done={done} hasMailServer={hasMailServer} />;
}
