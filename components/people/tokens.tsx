"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useRef, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { TextField } from "@/components/ui/text-field";
import { notify } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/contract/action-result";
import { LIMITS } from "@/lib/domain/limits";

type Token = { id: string; name: string; createdAt: Date; lastUsedAt: Date | null };
type Props = {
  tokens: readonly Token[];
  create: (input: { name: string }) => Promise<ActionResult<{ id: string; token: string }>>;
  revoke: (id: string) => Promise<ActionResult<void>>;
};

/** The tokens that work, making one (shown this once) and ending one. */
export function Tokens({ tokens, create, revoke }: Props) {
  const t = useTranslations("shell");
  const format = useFormatter();
  const router = useRouter();
  const [made, setMade] = useState<string>();
  const [error, setError] = useState<string>();
  const [name, setName] = useState("");
  const [ending, setEnding] = useState<Token>();
  const [isPending, startTransition] = useTransition();
  const shown = useRef<HTMLElement>(null);

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    startTransition(async () => {
      const result = await create({ name });
      setError(result.ok ? undefined : (result.errors[0]?.message ?? result.message));
      if (!result.ok) return;
      setMade(result.value.token);
      setName("");
      router.refresh();
    });
  };

  const end = (token: Token) =>
    startTransition(async () => {
      const result = await revoke(token.id);
      setEnding(undefined);
      notify(
        result.ok
          ? { message: t("profilePage.revoked"), tone: "success" }
          : { message: result.message, tone: "danger" },
      );
      router.refresh();
    });

  // Without the clipboard (plain http, no leave) the token is marked, ready for CTRL+C.
  const copy = (token: string) => {
    const mark = () => shown.current && window.getSelection()?.selectAllChildren(shown.current);
    if (!navigator.clipboard) return mark();
    return navigator.clipboard
      .writeText(token)
      .then(() => notify({ message: t("profilePage.copied"), tone: "success" }), mark);
  };

  const day = (date: Date) => format.dateTime(date, "day");

  return (
    <>
      {tokens.length === 0 ? (
        <p className="text-[0.9375rem] text-muted">{t("profilePage.noTokens")}</p>
      ) : (
        <ul className="divide-y divide-line rounded-md border border-line">
          {tokens.map((token) => (
            <li key={token.id} className="flex items-center justify-between gap-4 px-4 py-3">
              <span className="min-w-0">
                <span className="block truncate text-[0.9375rem] font-medium">{token.name}</span>
                <span className="block text-sm text-muted">
                  {t("profilePage.created", { date: day(token.createdAt) })}
                  {" · "}
                  {token.lastUsedAt
                    ? t("profilePage.lastUsed", { date: day(token.lastUsedAt) })
                    : t("profilePage.neverUsed")}
                </span>
              </span>
              <Button
                size="sm"
                aria-label={t("profilePage.revokeNamed", { name: token.name })}
                onPress={() => setEnding(token)}
              >
                {t("profilePage.revoke")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {made && (
        <Notice tone="success" role="status" title={t("profilePage.tokenCreated")}>
          <div className="mt-2 flex flex-wrap items-center gap-3">
            <code
              ref={shown}
              aria-label={t("profilePage.token")}
              className="rounded-md bg-surface px-3 py-2 text-sm break-all"
            >
              {made}
            </code>
            <Button size="sm" onPress={() => void copy(made)}>
              {t("profilePage.copy")}
            </Button>
          </div>
        </Notice>
      )}
      <Form onSubmit={submit} className="flex flex-wrap items-start gap-3">
        <TextField
          label={t("profilePage.tokenName")}
          name="tokenName"
          value={name}
          maxLength={LIMITS.nameLength}
          onChange={setName}
          description={t("profilePage.tokenNameHelp")}
          errorMessage={error}
          autoComplete="off"
          className="grow basis-60"
        />
        <Button type="submit" isPending={isPending} className="sm:mt-[1.6875rem]">
          {t("profilePage.createToken")}
        </Button>
      </Form>
      <ConfirmDialog
        isOpen={ending !== undefined}
        title={t("profilePage.revokeTitle")}
        text={t("profilePage.revokeText", { name: ending?.name ?? "" })}
        confirmLabel={t("profilePage.revoke")}
        isPending={isPending}
        onConfirm={() => ending && end(ending)}
        onClose={() => setEnding(undefined)}
      />
    </>
  );
}
