"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useSent } from "@/components/sent";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/contract/action-result";
import type { MailKind } from "@/lib/domain/mail";

type Mail = {
  id: string;
  kind: MailKind;
  receiver: string;
  state: "waiting" | "kept" | "sent" | "given_up";
  createdAt: Date;
  sentAt: Date | null;
  attempts: number;
  lastError: string | null;
  /** Null when only its receiver may read it. */
  text: { subject: string; text: string } | null;
};
type Props = {
  mails: readonly Mail[];
  hasServer: boolean;
  sendAgain: (id: string) => Promise<ActionResult<void>>;
  sendTrial: () => Promise<ActionResult<{ receiver: string }>>;
};

/** The mails of the last 30 days, and what became of them. Without a mail server they are read here. */
export function Mails({ mails, hasServer, sendAgain, sendTrial }: Props) {
  const t = useTranslations("admin.mailPage");
  return (
    <>
      {hasServer ? (
        <div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <p className="max-w-3xl text-[0.9375rem] text-muted">{t("help")}</p>
          <TryMail sendTrial={sendTrial} />
        </div>
      ) : (
        <Notice tone="info" className="mb-4">
          {t("noServer")}
        </Notice>
      )}
      {mails.length === 0 ? (
        <EmptyState title={t("none")} />
      ) : (
        <ul className="panel divide-y divide-line">
          {mails.map((mail) => (
            <li key={mail.id} className="flex flex-wrap items-start gap-x-6 gap-y-2 px-4 py-3 sm:px-6">
              <MailLine mail={mail} />
              {mail.state === "given_up" && <SendAgain mail={mail} sendAgain={sendAgain} />}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function MailLine({ mail }: { mail: Mail }) {
  const t = useTranslations("admin.mailPage");
  const { state, attempts, lastError, text } = mail;
  const isBad = state === "given_up";
  return (
    <div className="min-w-0 grow basis-80 text-[0.9375rem]">
      <p className="font-medium break-words">{text?.subject ?? t(`kind.${mail.kind}`)}</p>
      <p className="text-sm break-words text-muted">
        {t("to", { receiver: mail.receiver })} · {t("when", { at: mail.sentAt ?? mail.createdAt })} ·{" "}
        <span className={isBad ? "font-medium text-danger" : ""}>{t(`state.${state}`)}</span>
        {attempts > 1 && ` · ${t("attempts", { count: attempts })}`}
      </p>
      {lastError && <p className="text-sm break-words text-danger">{lastError}</p>}
      {text ? (
        <details className="mt-1 text-sm">
          <summary className="cursor-pointer text-accent">{t("show")}</summary>
          <p className="mt-2 max-w-prose break-words whitespace-pre-line">{text.text}</p>
        </details>
      ) : (
        <p className="mt-1 text-sm text-muted">{t("hidden")}</p>
      )}
    </div>
  );
}

function SendAgain({ mail, sendAgain }: { mail: Mail; sendAgain: Props["sendAgain"] }) {
  const t = useTranslations("admin.mailPage");
  const router = useRouter();
  const sent = useSent();
  return (
    <Button
      size="sm"
      aria-label={t("sendAgainNamed", { receiver: mail.receiver })}
      onPress={() =>
        void sent(sendAgain(mail.id)).then((answer) => {
          notify(
            answer.ok
              ? { tone: "success", message: t("queued") }
              : { tone: "danger", message: answer.message },
          );
          router.refresh();
        })
      }
    >
      {t("sendAgain")}
    </Button>
  );
}

/** How long the mail server is given until the page is read anew: what became of the mail stands there then. */
const LOOK_AGAIN_MS = [4_000, 15_000];

function TryMail({ sendTrial }: { sendTrial: Props["sendTrial"] }) {
  const t = useTranslations("admin.mailPage");
  const router = useRouter();
  const sent = useSent();
  const [isSending, setSending] = useState(false);
  const send = async () => {
    setSending(true);
    const answer = await sent(sendTrial()).finally(() => setSending(false));
    notify(
      answer.ok
        ? { tone: "success", message: t("trying", { receiver: answer.value.receiver }) }
        : { tone: "danger", message: answer.message },
    );
    router.refresh();
    if (answer.ok) for (const ms of LOOK_AGAIN_MS) setTimeout(() => router.refresh(), ms);
  };
  return (
    <Button isPending={isSending} onPress={() => void send()}>
      {t("tryMail")}
    </Button>
  );
}
