import { getTranslations } from "next-intl/server";
import { Webhooks } from "@/components/admin/webhooks";
import { listWebhooks } from "@/lib/server/events/webhooks";
import { listOrganisations } from "@/lib/server/people/organisations";
import { adminCtx } from "@/lib/web/session";
import {
  createWebhookAction,
  deleteWebhookAction,
  setWebhookActiveAction,
  tryWebhookAction,
} from "../actions";

export const generateMetadata = async () => ({ title: (await getTranslations("admin"))("tabs.webhooks") });

export default async function WebhooksPage() {
  const ctx = await adminCtx("/admin/webhooks");
  const [webhooks, organisations] = [await listWebhooks(ctx), await listOrganisations(ctx)];
  return (
    <Webhooks
      webhooks={webhooks}
      companies={organisations.filter(({ isActive }) => isActive).map(({ id, name }) => ({ id, name }))}
      create={createWebhookAction}
      setActive={setWebhookActiveAction}
      remove={deleteWebhookAction}
      tryOut={tryWebhookAction}
    />
  );
}
