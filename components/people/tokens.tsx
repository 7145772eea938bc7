"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { useSent } from "@/components/sent";
import { Button } from "@/components/ui/button";
import { CopiedText } from "@/components/ui/copied-text";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { notify } from "@/components/ui/toast";
import { useSubmit } from "@/components/use-submit";
import type { ActionResult } from "@/lib/contract/action-result";
import { LIMITS } from "@/lib/domain/limits";
import { TOKEN_DAYS, TOKEN_SCOPES, type TokenScope } from "@/lib/domain/vocabulary";
import { useConfirmation } from "./confirmation";
import { OwnItem, OwnList } from "./list";
import { OwnPasswordField, passwordIn } from "./own-password-field";

type Token = {
  id: string;
  name: string;
  scope: TokenScope;
  createdAt: Date;
  expiresAt: Date | null;
  isExpired: boolean;
  lastUsedAt: Date | null;
};
type NewToken = {
  name: string;
  scope: TokenScope;
  days: number | undefined;
  password: string;
  code?: string;
};
type Props = {
  email: string;
  /** Whether a code of the second factor is asked for beside the password. */
  needsCode: boolean;
  tokens: readonly Token[];
  create: (input: NewToken) => Promise<ActionResult<{ id: string; token: string }>>;
  revoke: (id: string) => Promise<ActionResult<void>>;
};

const NO_EXPIRY = "none";

/** The tokens that work, making one (shown this once) and ending one. */
export function Tokens({ email, needsCode, tokens, create, revoke }: Props) {
  const t = useTranslations("shell.profilePage");
  const router = useRouter();
  const [made, setMade] = useState<string>();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<TokenScope>("read");
  const [days, setDays] = useState("365");
  const [code, setCode] = useState("");
  const { errors, isPending, submit } = useSubmit();
  const confirmation = useConfirmation();
  // The provider has asked for what it wants.
  const asksCode = needsCode && !confirmation?.until;

  const save = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const password = passwordIn(form);
    submit(
      () => create({ name, scope, days: Number(days) || undefined, password, ...(asksCode && { code }) }),
      ({ token }) => {
        setMade(token);
        form.reset();
        setName("");
        setCode("");
        router.refresh();
      },
    );
  };

  return (
    <>
      {tokens.length === 0 ? (
        <p className="text-[0.9375rem] text-muted">{t("noTokens")}</p>
      ) : (
        <TokenList tokens={tokens} revoke={revoke} />
      )}
      {made && <MadeToken token={made} />}
      <Form onSubmit={save} className="flex flex-wrap items-start gap-x-3 gap-y-5">
        <TextField
          label={t("tokenName")}
          name="tokenName"
          value={name}
          maxLength={LIMITS.nameLength}
          onChange={setName}
          description={t("tokenNameHelp")}
          errorMessage={
            errors.fields.name ?? (errors.fields.password || errors.fields.code ? undefined : errors.form)
          }
          autoComplete="off"
          className="w-full"
        />
        <Select
          label={t("scopeLabel")}
          name="scope"
          value={scope}
          onChange={(id) => setScope(id as TokenScope)}
          options={TOKEN_SCOPES.map((id) => ({ id, label: t(`scope.${id}`) }))}
          className="grow basis-40"
        />
        <Select
          label={t("expiry")}
          name="days"
          value={days}
          onChange={setDays}
          options={[
            ...TOKEN_DAYS.map((count) => ({ id: String(count), label: t("days", { days: count }) })),
            { id: NO_EXPIRY, label: t("noExpiry") },
          ]}
          className="grow basis-40"
        />
        <OwnPasswordField email={email} errors={errors} className="grow basis-60" />
        {asksCode && (
          <TextField
            label={t("code")}
            name="code"
            autoComplete="one-time-code"
            value={code}
            onChange={setCode}
            description={t("codeHelp")}
            errorMessage={errors.fields.code}
            className="grow basis-60"
          />
        )}
        <Button type="submit" isPending={isPending} className="sm:mt-[1.6875rem]">
          {t("createToken")}
        </Button>
      </Form>
    </>
  );
}

/** The tokens that work; one is ended after a question. */
function TokenList({ tokens, revoke }: Pick<Props, "tokens" | "revoke">) {
  const t = useTranslations("shell.profilePage");
  const format = useFormatter();
  const router = useRouter();
  const [ending, setEnding] = useState<Token>();
  const [isPending, startTransition] = useTransition();
  const sent = useSent();

  const end = (token: Token) =>
    startTransition(async () => {
      const result = await sent(revoke(token.id));
      setEnding(undefined);
      notify(
        result.ok ? { message: t("revoked"), tone: "success" } : { message: result.message, tone: "danger" },
      );
      router.refresh();
    });

  const day = (date: Date) => format.dateTime(date, "day");
  const noteOf = ({ scope, createdAt, expiresAt, isExpired, lastUsedAt }: Token) =>
    [
      t(`scope.${scope}`),
      t("created", { date: day(createdAt) }),
      lastUsedAt ? t("lastUsed", { date: day(lastUsedAt) }) : t("neverUsed"),
      ...(expiresAt ? [t(isExpired ? "expired" : "expires", { date: day(expiresAt) })] : []),
    ].join(" · ");

  return (
    <>
      <OwnList>
        {tokens.map((token) => (
          <OwnItem key={token.id} name={token.name} note={noteOf(token)}>
            <Button
              size="sm"
              aria-label={t("revokeNamed", { name: token.name })}
              onPress={() => setEnding(token)}
            >
              {t("revoke")}
            </Button>
          </OwnItem>
        ))}
      </OwnList>
      <ConfirmDialog
        isOpen={ending !== undefined}
        title={t("revokeTitle")}
        text={t("revokeText", { name: ending?.name ?? "" })}
        confirmLabel={t("revoke")}
        isPending={isPending}
        onConfirm={() => ending && end(ending)}
        onClose={() => setEnding(undefined)}
      />
    </>
  );
}

/** A new token, which nobody can read again once the page is left. */
function MadeToken({ token }: { token: string }) {
  const t = useTranslations("shell.profilePage");
  return (
    <Notice tone="success" role="status" title={t("tokenCreated")}>
      <CopiedText text={token} label={t("token")} copyLabel={t("copy")} copied={t("copied")} />
    </Notice>
  );
}
