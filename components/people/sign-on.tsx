"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { useSubmit } from "@/components/use-submit";
import type { ActionResult } from "@/lib/contract/action-result";
import type { SignOnRefusal } from "@/lib/domain/audit";
import { LIMITS } from "@/lib/domain/limits";
import { OwnPasswordField, passwordIn } from "./own-password-field";

/** How a visit to the provider ended. */
export type SignOnTold = SignOnRefusal | "linked" | "throttled" | "failed" | "dead";
type Props = {
  email: string;
  isLinked: boolean;
  mayUnlink: boolean;
  told: SignOnTold | undefined;
  /** Gives the address at the provider to go to. */
  begin: (input: { password: string }) => Promise<ActionResult<string>>;
  unlink: () => Promise<ActionResult<void>>;
};

/** Whether one can log in by single sign-on; linking an account there, which asks for the password, and removing it. */
export function SignOn({ email, isLinked, mayUnlink, told, begin, unlink }: Props) {
  const t = useTranslations("shell.profilePage");
  const words = useTranslations("shell.login.signOn");
  const router = useRouter();
  const [isRemoved, setRemoved] = useState(false);
  const { errors, isPending, submit } = useSubmit();

  const link = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = passwordIn(event.currentTarget);
    submit(
      () => begin({ password }),
      (address) => window.location.assign(address),
    );
  };
  const remove = () =>
    submit(unlink, () => {
      setRemoved(true);
      router.refresh();
    });

  return (
    <>
      {isRemoved ? (
        <Notice tone="success" role="status">
          {t("signOnUnlinked")}
        </Notice>
      ) : told === "linked" ? (
        <Notice tone="success" role="status">
          {t("signOnNow")}
        </Notice>
      ) : (
        told && (
          <Notice tone="danger" role="alert">
            {words(told, { minutes: LIMITS.loginMinutes })}
          </Notice>
        )
      )}
      {errors.form && Object.keys(errors.fields).length === 0 && (
        <Notice tone="danger" role="alert">
          {errors.form}
        </Notice>
      )}
      {!(isLinked && told === "linked") && (
        <p className="text-[0.9375rem]">{t(isLinked ? "signOnLinked" : "signOnNotLinked")}</p>
      )}
      {isLinked
        ? mayUnlink && (
            <Button onPress={remove} isPending={isPending} className="self-start">
              {t("signOnUnlink")}
            </Button>
          )
        : mayUnlink && (
            <Form onSubmit={link} className="flex flex-col items-start gap-5">
              <OwnPasswordField email={email} errors={errors} />
              <Button type="submit" isPending={isPending}>
                {t("signOnLink")}
              </Button>
            </Form>
          )}
    </>
  );
}
