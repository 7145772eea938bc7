"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { useSent } from "@/components/sent";
import { Button } from "@/components/ui/button";
import { notify } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/contract/action-result";
import { OwnItem, OwnList } from "./list";

type Session = { id: string; device: string | null; loggedInAt: Date; lastSeenAt: Date; isCurrent: boolean };
type Props = {
  sessions: readonly Session[];
  end: (id: string) => Promise<ActionResult<void>>;
  endOthers: () => Promise<ActionResult<void>>;
};

/** Where one is logged in. An ended session needs no question: it is taken back by a log-in. */
export function Sessions({ sessions, end, endOthers }: Props) {
  const t = useTranslations("shell.profilePage");
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const sent = useSent();

  const run = (work: () => Promise<ActionResult<void>>, done: string) =>
    startTransition(async () => {
      const result = await sent(work());
      notify(result.ok ? { message: done, tone: "success" } : { message: result.message, tone: "danger" });
      router.refresh();
    });

  return (
    <>
      <OwnList>
        {sessions.map(({ id, isCurrent, loggedInAt, lastSeenAt, ...session }) => {
          const device = session.device ?? t("unknownDevice");
          return (
            <OwnItem
              key={id}
              name={device}
              note={isCurrent ? t("loggedInAt", { at: loggedInAt }) : t("lastSeen", { at: lastSeenAt })}
            >
              {isCurrent ? (
                <span className="shrink-0 text-sm text-muted">{t("thisBrowser")}</span>
              ) : (
                <Button
                  size="sm"
                  className="shrink-0"
                  aria-label={t("endSessionNamed", { device, at: loggedInAt })}
                  isDisabled={isPending}
                  onPress={() => run(() => end(id), t("sessionEnded", { device }))}
                >
                  {t("endSession")}
                </Button>
              )}
            </OwnItem>
          );
        })}
      </OwnList>
      {sessions.length > 1 && (
        <Button className="self-start" isPending={isPending} onPress={() => run(endOthers, t("othersEnded"))}>
          {t("endOthers")}
        </Button>
      )}
    </>
  );
}
