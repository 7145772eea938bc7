import { AUDIT_KINDS } from "../domain/audit";
import type { MessageKey, Translate } from "./index";
import { operationLabel } from "./sentences";

type Details = { name?: string; verb?: string; reason?: string };

/** The name of an event in the log of administration. */
export const auditLabel = (t: Translate, action: string): string =>
  (AUDIT_KINDS as readonly string[]).includes(action)
    ? t(`admin.audit.kind.${action}` as MessageKey)
    : operationLabel(t, action);

/** What an event is about: a name, what was refused, or why. Empty when there is nothing to tell. */
export function auditText(t: Translate, { name, verb, reason }: Details): string {
  const told = verb ? `admin.audit.verb.${verb}` : reason ? `admin.audit.reason.${reason}` : null;
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
