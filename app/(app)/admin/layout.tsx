import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AdminTabs } from "@/components/admin/admin-tabs";
import { may } from "@/lib/domain/verbs";
import type { Ctx } from "@/lib/server/kernel/context";
import { countEndedWebhooks } from "@/lib/server/events/webhooks";
import { countGivenUp } from "@/lib/server/mail/outbox";
import { hasBegun } from "@/lib/server/people/first-steps";
import { countAccessRequests } from "@/lib/server/people/access-requests";
import { currentCtx } from "@/lib/web/session";

export default async function AdminLayout({ children }: { children: React.ReactNode }) {
  // Without a log-in the page redirects, since it knows its whole address.
  const ctx = await currentCtx();
  if (ctx && !may(ctx.actor.role, "see_administration")) notFound();
  const t = await getTranslations("admin");
  return (
    <>
      <h1 className="mb-4">{t("title")}</h1>
      <AdminTabs {...(ctx ? await standing(ctx) : { waiting: {}, isReady: true })} />
      {children}
    </>
  );
}

async function standing(ctx: Ctx) {
  const [requests, mail, webhooks, isReady] = await Promise.all([
    countAccessRequests(ctx),
    countGivenUp(ctx),
    countEndedWebhooks(ctx),
    hasBegun(ctx),
  ]);
  return { waiting: { requests, mail, webhooks }, isReady };
}
