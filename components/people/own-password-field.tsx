import { useTranslations } from "next-intl";
import { ConfirmAtProvider, useConfirmation } from "./confirmation";
import { TextField } from "@/components/ui/text-field";
import type { FormErrors } from "@/components/use-submit";

type Props = { email: string; errors: FormErrors; label?: string; className?: string };

/** Asks for the user's own password, before something that others must not do at an open screen. */
export function OwnPasswordField({ email, errors, label, className = "w-full" }: Props) {
  const t = useTranslations("shell.profilePage");
  const confirmation = useConfirmation();
  if (confirmation && (confirmation.until || !confirmation.hasPassword)) return <ConfirmAtProvider />;
  return (
    <>
      {/* Tells password managers whose password this is. */}
      <input type="email" name="email" value={email} autoComplete="username" readOnly hidden />
      <TextField
        label={label ?? t("ownPassword")}
        name="password"
        type="password"
        autoComplete="current-password"
        errorMessage={errors.fields.password ?? (errors.code === "wrong_password" ? errors.form : undefined)}
        className={className}
      />
      <ConfirmAtProvider />
    </>
  );
}

/** The own password in a form; empty where it is not asked for. */
export const passwordIn = (form: HTMLFormElement) => String(new FormData(form).get("password") ?? "");
