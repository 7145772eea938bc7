import { AUDIT_KINDS, READ_WAYS } from "../domain/audit";
import type { MessageKey, Translate } from "./index";
import { operationLabel } from "./sentences";

type Details = {
  name?: string;
  months?: number;
  verb?: string;
  reason?: string;
  way?: string;
  cases?: number;
  times?: number;
  since?: string;
};

/** The name of an event in the log of administration, or of a way in which a case was read. */
export const auditLabel = (t: Translate, action: string): string =>
  ([...AUDIT_KINDS, ...READ_WAYS] as readonly string[]).includes(action)
    ? t(`admin.audit.kind.${action}` as MessageKey)
    : operationLabel(t, action);

/** What an event is about: a name, what was refused, why, or how much was read. Empty when there is nothing to tell. */
export function auditText(
  t: Translate,
  { name, months, verb, reason, way, cases, times, since }: Details,
): string {
  const read = [
    cases && t("admin.audit.cases", { count: cases }),
    times && since && t("admin.audit.times", { count: times, at: new Date(since) }),
  ].filter(Boolean);
  if (read.length > 0) return read.join(" · ");
  if (months !== undefined) return t("admin.retention.chosen", { months });
  const told = verb
    ? `admin.audit.verb.${verb}`
    : reason
      ? `admin.audit.reason.${reason}`
      : way
        ? `admin.audit.way.${way}`
        : null;
  return told && t.has(told) ? t(told) : (name ?? "");
}

/** Who it was, and of which company; an administrator has none. */
export function auditWho(
  t: Translate,
  {
    actorId,
    actorName,
    organisation,
  }: { actorId: string | null; actorName: string; organisation: string | null },
): { name: string; organisation: string } {
  if (actorId === null) return { name: t("admin.audit.unknown"), organisation: "" };
  return { name: actorName, organisation: organisation ?? t("domain.role.admin") };
}

/** An event in the words that its list shows. */
export const auditLine = (
  t: Translate,
  event: Parameters<typeof auditWho>[1] & { id: string; at: Date; action: string; details: Details },
) => ({
  id: event.id,
  when: t("domain.moment", { at: event.at }),
  ...auditWho(t, event),
  what: auditLabel(t, event.action),
  about: auditText(t, event.details),
});
