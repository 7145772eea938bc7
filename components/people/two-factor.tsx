"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CopiedText } from "@/components/ui/copied-text";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { TextField } from "@/components/ui/text-field";
import { notify } from "@/components/ui/toast";
import { useSubmit } from "@/components/use-submit";
import type { ActionResult } from "@/lib/contract/action-result";
import { OwnPasswordField, passwordIn } from "./own-password-field";

type NewSecret = { secret: string; qr: { size: number; d: string } };
type Codes = { codes: string[] };
type Password = { password: string };
type Props = {
  email: string;
  /** Null while it is off. */
  factor: { since: Date; recoveryCodes: number } | null;
  /** Where to go when it has been set up; absent: nowhere. */
  target?: string;
  begin: (input: Password) => Promise<ActionResult<NewSecret>>;
  switchOn: (input: { code: string }) => Promise<ActionResult<Codes>>;
  switchOff: (input: Password) => Promise<ActionResult<void>>;
  renew: (input: Password) => Promise<ActionResult<Codes>>;
};

/** A second factor: switching it on in two steps and off, and recovery codes, which are shown once. */
export function TwoFactor({ factor, target, ...verbs }: Props) {
  const router = useRouter();
  const [made, setMade] = useState<NewSecret>();
  const [codes, setCodes] = useState<string[]>();
  const show = (told: Codes) => {
    setMade(undefined);
    setCodes(told.codes);
    // The page that demands it would lead on before the codes have been read.
    if (target === undefined) router.refresh();
  };
  return (
    <>
      {codes && <RecoveryCodes codes={codes} target={target} />}
      {made ? (
        <FirstCode made={made} switchOn={verbs.switchOn} onDone={show} />
      ) : factor ? (
        <SwitchedOn factor={factor} {...verbs} onCodes={show} onOff={() => setCodes(undefined)} />
      ) : (
        !codes && <SwitchOn {...verbs} onBegun={setMade} />
      )}
    </>
  );
}

function SwitchOn({
  email,
  begin,
  onBegun,
}: Pick<Props, "email" | "begin"> & { onBegun: (made: NewSecret) => void }) {
  const t = useTranslations("shell.twoFactor");
  const { errors, isPending, submit } = useSubmit();
  const start = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = passwordIn(event.currentTarget);
    submit(() => begin({ password }), onBegun);
  };
  return (
    <>
      <p className="text-[0.9375rem]">{t("off")}</p>
      <Form onSubmit={start} className="flex flex-col items-start gap-5">
        <Refusal errors={errors} />
        <OwnPasswordField email={email} errors={errors} />
        <Button type="submit" isPending={isPending}>
          {t("switchOn")}
        </Button>
      </Form>
    </>
  );
}

function FirstCode({
  made: { secret, qr },
  switchOn,
  onDone,
}: Pick<Props, "switchOn"> & { made: NewSecret; onDone: (codes: Codes) => void }) {
  const t = useTranslations("shell.twoFactor");
  const { errors, isPending, submit } = useSubmit();
  const confirm = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    submit(
      () => switchOn({ code: String(new FormData(form).get("code")).trim() }),
      onDone,
      () => form.querySelector<HTMLInputElement>("[name=code]")?.select(),
    );
  };
  return (
    <Form onSubmit={confirm} className="flex flex-col items-start gap-5">
      <p className="text-[0.9375rem]">{t("scan")}</p>
      {/* Dark on light in both themes: not every app reads the reverse. */}
      <svg
        role="img"
        aria-label={t("qr")}
        viewBox={`0 0 ${qr.size} ${qr.size}`}
        shapeRendering="crispEdges"
        className="size-52 rounded-md border border-line"
      >
        <path fill="#fff" d={`M0 0h${qr.size}v${qr.size}h-${qr.size}z`} />
        <path fill="#000" d={qr.d} />
      </svg>
      <div className="text-[0.9375rem]">
        {t("orType")}
        <CopiedText text={secret} label={t("secret")} copyLabel={t("copy")} copied={t("secretCopied")} />
      </div>
      <Refusal errors={errors} />
      <TextField
        label={t("firstCode")}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        description={t("firstCodeHelp")}
        errorMessage={errors.fields.code}
        className="w-full"
      />
      <Button type="submit" variant="primary" isPending={isPending}>
        {t("confirm")}
      </Button>
    </Form>
  );
}

function RecoveryCodes({ codes, target }: { codes: string[]; target: string | undefined }) {
  const t = useTranslations("shell.twoFactor");
  const text = codes.join("\n");
  return (
    <Notice tone="success" role="status" title={t("codesTitle")}>
      <p>{t("codesText")}</p>
      <CopiedText text={text} label={t("codes")} copyLabel={t("copy")} copied={t("codesCopied")} />
      {target !== undefined && (
        // The page is loaded anew: what was refused until now is not remembered.
        <Button variant="primary" className="mt-4" onPress={() => window.location.assign(target)}>
          {t("goOn")}
        </Button>
      )}
    </Notice>
  );
}

type OnProps = Pick<Props, "email" | "switchOff" | "renew"> & {
  factor: NonNullable<Props["factor"]>;
  onCodes: (codes: Codes) => void;
  onOff: () => void;
};

function SwitchedOn({ email, factor, switchOff, renew, onCodes, onOff }: OnProps) {
  const t = useTranslations("shell.twoFactor");
  const format = useFormatter();
  const router = useRouter();
  const { errors, isPending, submit } = useSubmit();
  const run = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const password = passwordIn(form);
    // Enter makes new codes, which harms nobody.
    const isOff = (event.nativeEvent as SubmitEvent).submitter?.getAttribute("name") === "off";
    if (isOff)
      return submit(
        () => switchOff({ password }),
        () => {
          onOff();
          notify({ message: t("switchedOff"), tone: "success" });
          router.refresh();
        },
      );
    submit(
      () => renew({ password }),
      (codes) => {
        form.reset();
        onCodes(codes);
      },
    );
  };
  return (
    <>
      <p className="text-[0.9375rem]">
        {t("on", { date: format.dateTime(factor.since, "day"), count: factor.recoveryCodes })}
      </p>
      <Form onSubmit={run} className="flex flex-col items-start gap-5">
        <Refusal errors={errors} />
        <OwnPasswordField email={email} errors={errors} />
        <div className="flex flex-wrap gap-3">
          <Button type="submit" name="renew" isPending={isPending}>
            {t("renew")}
          </Button>
          <Button type="submit" name="off" isPending={isPending}>
            {t("switchOff")}
          </Button>
        </div>
      </Form>
    </>
  );
}

function Refusal({ errors }: { errors: ReturnType<typeof useSubmit>["errors"] }) {
  if (!errors.form || Object.keys(errors.fields).length > 0) return null;
  return (
    <Notice tone="danger" role="alert">
      {errors.form}
    </Notice>
  );
}
