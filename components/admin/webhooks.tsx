"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useSent } from "@/components/sent";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopiedText } from "@/components/ui/copied-text";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/contract/action-result";
import { LIMITS } from "@/lib/domain/limits";
import { FieldsDialog } from "./fields-dialog";

type Webhook = {
  id: string;
  organisationName: string;
  url: string;
  isActive: boolean;
  lastAt: Date | null;
  lastResult: string | null;
  failingSince: Date | null;
  endedAt: Date | null;
  waiting: number;
  givenUp: number;
};
type Props = {
  webhooks: readonly Webhook[];
  /** Those that a webhook may be made for. */
  companies: readonly { id: string; name: string }[];
  create: (input: unknown) => Promise<ActionResult<{ id: string; secret: string }>>;
  setActive: (id: string, input: { isActive: boolean }) => Promise<ActionResult<void>>;
  remove: (id: string) => Promise<ActionResult<void>>;
  tryOut: (id: string) => Promise<ActionResult<void>>;
};

/** Where companies' own systems are told of operations, with what came of it last. */
export function Webhooks({ webhooks, companies, create, ...verbs }: Props) {
  const t = useTranslations("admin.webhookPage");
  const [isCreating, setCreating] = useState(false);
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p className="max-w-3xl text-[0.9375rem] text-muted">{t("help")}</p>
        <Button variant="primary" onPress={() => setCreating(true)}>
          {t("create")}
        </Button>
      </div>
      {webhooks.length === 0 ? (
        <EmptyState title={t("none")} />
      ) : (
        <ul className="panel divide-y divide-line">
          {webhooks.map((webhook) => (
            <li key={webhook.id} className="flex flex-wrap items-start gap-x-6 gap-y-3 px-4 py-3 sm:px-6">
              <WebhookLine webhook={webhook} />
              <WebhookButtons webhook={webhook} {...verbs} />
            </li>
          ))}
        </ul>
      )}
      {isCreating && (
        <CreateDialog companies={companies} create={create} onClose={() => setCreating(false)} />
      )}
    </>
  );
}

function WebhookLine({ webhook }: { webhook: Webhook }) {
  const t = useTranslations("admin.webhookPage");
  const { organisationName, url, isActive, lastAt, lastResult, failingSince, endedAt } = webhook;
  const result = lastResult ?? "";
  const told = /^\d+$/.test(result)
    ? t("answered", { status: result })
    : t.has(`result.${result}` as "result.timeout")
      ? t(`result.${result}` as "result.timeout")
      : result;
  return (
    <div className="min-w-0 grow basis-80 text-[0.9375rem]">
      <p className="font-medium break-all">{url}</p>
      <p className="text-sm break-words text-muted">
        {[
          organisationName,
          t(isActive ? "on" : "off"),
          lastAt ? t("last", { at: lastAt, result: told }) : t("never"),
          ...(webhook.waiting > 0 ? [t("waiting", { count: webhook.waiting })] : []),
          ...(webhook.givenUp > 0 ? [t("givenUp", { count: webhook.givenUp })] : []),
        ].join(" · ")}
      </p>
      {endedAt ? (
        <p className="text-sm text-danger">{t("ended", { at: endedAt })}</p>
      ) : (
        failingSince && <p className="text-sm text-danger">{t("failing", { at: failingSince })}</p>
      )}
    </div>
  );
}

/** How long the receiver is given until the page is read anew: what came of the trial stands there then. */
const LOOK_AGAIN_MS = [2_000, 12_000];

function WebhookButtons({
  webhook: { id, url, isActive },
  setActive,
  remove,
  tryOut,
}: { webhook: Webhook } & Pick<Props, "setActive" | "remove" | "tryOut">) {
  const t = useTranslations("admin.webhookPage");
  const router = useRouter();
  const sent = useSent();
  const [isDeleting, setDeleting] = useState(false);
  const [isPending, setPending] = useState(false);
  const run = async (work: Promise<ActionResult<void>>, done?: string) => {
    setPending(true);
    const answer = await sent(work).finally(() => setPending(false));
    if (!answer.ok) notify({ tone: "danger", message: answer.message });
    else if (done) notify({ tone: "success", message: done });
    router.refresh();
    return answer.ok;
  };
  const send = async () => {
    if (await run(tryOut(id), t("trying")))
      for (const ms of LOOK_AGAIN_MS) setTimeout(() => router.refresh(), ms);
  };
  return (
    <div className="flex flex-wrap gap-2">
      {isActive && (
        <Button
          size="sm"
          aria-label={t("tryNamed", { url })}
          isDisabled={isPending}
          onPress={() => void send()}
        >
          {t("try")}
        </Button>
      )}
      <Button
        size="sm"
        aria-label={t(isActive ? "turnOffNamed" : "turnOnNamed", { url })}
        isDisabled={isPending}
        onPress={() =>
          void run(setActive(id, { isActive: !isActive }), t(isActive ? "turnedOff" : "turnedOn"))
        }
      >
        {t(isActive ? "turnOff" : "turnOn")}
      </Button>
      <Button size="sm" aria-label={t("deleteNamed", { url })} onPress={() => setDeleting(true)}>
        {t("delete")}
      </Button>
      <ConfirmDialog
        isOpen={isDeleting}
        title={t("deleteTitle")}
        text={t("deleteText", { url })}
        confirmLabel={t("delete")}
        isPending={isPending}
        onConfirm={() => void run(remove(id)).then(() => setDeleting(false))}
        onClose={() => setDeleting(false)}
      />
    </div>
  );
}

type DialogProps = Pick<Props, "companies" | "create"> & { onClose: () => void };

/** Ends with the secret, which is shown this once. */
function CreateDialog({ companies, create, onClose }: DialogProps) {
  const t = useTranslations("admin.webhookPage");
  return (
    <FieldsDialog<{ secret: string }>
      title={t("createTitle")}
      fields={[
        {
          name: "organisationId",
          label: t("organisation"),
          kind: "select",
          options: companies.map(({ id, name }) => ({ id, label: name })),
        },
        { name: "url", label: t("url"), description: t("urlHelp"), maxLength: LIMITS.webhookUrlLength },
      ]}
      initial={{ organisationId: "", url: "https://" }}
      submitLabel={t("create")}
      submit={create}
      onClose={onClose}
      result={({ secret }) => (
        <Notice tone="success" title={t("created")}>
          <CopiedText text={secret} label={t("secret")} copyLabel={t("copy")} copied={t("copied")} />
        </Notice>
      )}
    />
  );
}
