import { getTranslations } from "next-intl/server";
import { AuditLog } from "@/components/admin/audit-log";
import { auditLabel, auditLine, auditWho } from "@/lib/messages/audit";
import { readLate } from "@/lib/server/kernel/database";
import { auditChoices, listAudit } from "@/lib/server/people/audit-log";
import { pageTranslator } from "@/lib/web/i18n";
import { filled, found, type Query, withQuery } from "@/lib/web/page";
import { adminCtx } from "@/lib/web/session";

const PATH = "/admin/log";

export const generateMetadata = async () => ({ title: (await getTranslations("admin"))("audit.title") });

/** Who logged in, was refused, or did something as an administrator, when and from where. */
export default async function AuditPage({ searchParams }: { searchParams: Query }) {
  const ctx = await adminCtx(PATH, searchParams);
  const query = filled(await searchParams, ["case", "actor", "action", "from", "to", "cursor"]);
  const { cursor: _, ...filter } = query;
  const [{ events, nextCursor }, { actors, actions }] = await found(
    readLate(ctx, (late) => Promise.all([listAudit(late, query), auditChoices(late, filter)])),
  );
  const t = await pageTranslator();
  return (
    <AuditLog
      path={PATH}
      filter={filter}
      exportPath={withQuery(`${PATH}/log.xlsx`, filter)}
      more={nextCursor && withQuery(PATH, { ...filter, cursor: nextCursor })}
      actors={actors.map((actor) => {
        const { name, organisation } = auditWho(t, actor);
        return { id: actor.actorId ?? "", label: `${name} · ${organisation}` };
      })}
      actions={actions
        .map((id) => ({ id, label: auditLabel(t, id) }))
        .sort((a, b) => a.label.localeCompare(b.label, "da"))}
      events={events.map((event) => ({ ...auditLine(t, event), address: event.address }))}
    />
  );
}
