"use client";

import { useFormatter, useTranslations } from "next-intl";
import { createContext, useContext, useTransition } from "react";
import { useSent } from "@/components/sent";
import { Button } from "@/components/ui/button";
import { notify } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/contract/action-result";

/** How the person who reads the page can prove that they are there. */
export type Confirmation = {
  hasPassword: boolean;
  /** Until when they have done so at the provider; null when they have not. */
  until: Date | null;
  /** The words of the log-in at the provider; null for who cannot log in there. */
  label: string | null;
  /** The page to come back to. */
  path: string;
  /** Gives the address at the provider. */
  begin: (path: string) => Promise<ActionResult<string>>;
};

const Confirmed = createContext<Confirmation | null>(null);

export function ConfirmationProvider({
  value,
  children,
}: {
  value: Confirmation;
  children: React.ReactNode;
}) {
  return <Confirmed value={value}>{children}</Confirmed>;
}

export const useConfirmation = () => useContext(Confirmed);

/** What stands in place of, or under, the own password: a log-in at the provider, or that it was made just now. */
export function ConfirmAtProvider() {
  const t = useTranslations("shell.profilePage");
  const format = useFormatter();
  const confirmation = useConfirmation();
  const [isPending, startTransition] = useTransition();
  const sent = useSent();
  if (!confirmation) return null;
  const { until, label, path, begin, hasPassword } = confirmation;
  if (until)
    return (
      <p className="text-sm text-muted">{t("confirmedUntil", { time: format.dateTime(until, "clock") })}</p>
    );
  if (!label) return null;
  const go = () =>
    startTransition(async () => {
      const result = await sent(begin(path));
      if (result.ok) window.location.assign(result.value);
      else notify({ message: result.message, tone: "danger" });
    });
  return (
    <div className="flex flex-col items-start gap-2 text-sm text-muted">
      {t(hasPassword ? "orConfirm" : "confirmFirst")}
      <Button size="sm" onPress={go} isPending={isPending}>
        {label}
      </Button>
    </div>
  );
}
