"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DeleteDialog } from "@/components/projects/lazy-parts";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { hasCvrCheckSum } from "@/lib/domain/fields/field-value";
import { type AccessRequest, type AccessVerbs, AdmitDialog, DeclineDialog } from "./access-dialogs";

type Task = { what: "admit" | "decline" | "remove"; request: AccessRequest };

/** Companies that ask for access: the open requests with their two answers, then those that were answered. */
export function AccessRequests({
  requests,
  admit,
  decline,
  remove,
}: AccessVerbs & { requests: readonly AccessRequest[] }) {
  const t = useTranslations("admin.requests");
  const [task, setTask] = useState<Task>();
  const router = useRouter();
  const onClose = () => {
    setTask(undefined);
    // Whoever was refused because somebody was faster sees what there is now.
    router.refresh();
  };
  if (requests.length === 0) return <EmptyState title={t("none")} />;
  return (
    <>
      <ul className="panel divide-y divide-line">
        {requests.map((request) => (
          <li key={request.id} className="flex flex-wrap items-start gap-x-6 gap-y-3 px-4 py-4 sm:px-6">
            <Request request={request} />
            {request.decidedAt === null && (
              <div className="flex flex-wrap gap-2">
                <Button
                  variant="primary"
                  aria-label={t("admitNamed", { company: request.company })}
                  onPress={() => setTask({ what: "admit", request })}
                >
                  {t("admit")}
                </Button>
                <Button
                  aria-label={t("declineNamed", { company: request.company })}
                  onPress={() => setTask({ what: "decline", request })}
                >
                  {t("decline")}
                </Button>
                <Button
                  variant="quiet"
                  aria-label={t("removeNamed", { company: request.company })}
                  onPress={() => setTask({ what: "remove", request })}
                >
                  {t("remove")}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {task?.what === "admit" && <AdmitDialog request={task.request} admit={admit} onClose={onClose} />}
      {task?.what === "decline" && (
        <DeclineDialog request={task.request} decline={decline} onClose={onClose} />
      )}
      {task?.what === "remove" && (
        <DeleteDialog
          title={t("removeTitle", { company: task.request.company })}
          text={t("removeText")}
          label={t("remove")}
          remove={() => remove(task.request.id, { correctedAt: task.request.correctedAt })}
          onClose={onClose}
        />
      )}
    </>
  );
}

/** Who asks, and what is known of them already. */
function Request({ request }: { request: AccessRequest }) {
  const t = useTranslations("admin.requests");
  const { known, user, others, correctedAt, decidedAt, decidedBy, admitted, reason } = request;
  const names = known.map(({ name, isActive }) => (isActive ? name : t("isClosed", { name })));
  const warnings = [
    ...(hasCvrCheckSum(request.cvr) ? [] : [t("cvrCheckSum")]),
    ...(names.length > 0 ? [t("known", { names: names.join(", ") })] : []),
    ...(others.length > 0
      ? [t("others", { companies: others.map(({ company, cvr }) => `${company} (${cvr})`).join(", ") })]
      : []),
    ...(user ? [t("hasUser", { name: user })] : []),
  ];
  return (
    <div className="min-w-0 grow basis-80 text-[0.9375rem]">
      <h2 className="text-lg">{request.company}</h2>
      <p className="text-muted">
        {t("cvr", { number: request.cvr })} · {t("authorisation", { number: request.authorisation })}
      </p>
      <p className="break-words">
        {[request.name, request.email, request.phone].filter(Boolean).join(" · ")}
      </p>
      {request.note && <p className="mt-1 max-w-prose whitespace-pre-line">{request.note}</p>}
      <p className="mt-1 text-sm text-muted">{t("asked", { at: request.createdAt })}</p>
      {correctedAt && <p className="text-sm font-medium">{t("corrected", { at: correctedAt })}</p>}
      {decidedAt === null && warnings.length > 0 && (
        <Notice tone="warning" className="mt-3">
          {warnings.map((warning) => (
            <p key={warning}>{warning}</p>
          ))}
        </Notice>
      )}
      {decidedAt !== null && (
        <p className="mt-1">
          {admitted === null
            ? t("declined", { name: decidedBy ?? "", at: decidedAt, reason: reason ?? "" })
            : t("admitted", { name: decidedBy ?? "", at: decidedAt, company: admitted })}
        </p>
      )}
    </div>
  );
}
