import { useTranslations } from "next-intl";
import { TextField } from "@/components/ui/text-field";
import type { FormErrors } from "@/components/use-submit";

type Props = { email: string; errors: FormErrors; label?: string };

/** Asks for the user's own password, before something that others must not do at an open screen. */
export function OwnPasswordField({ email, errors, label }: Props) {
  const t = useTranslations("shell.profilePage");
  return (
    <>
      {/* Tells password managers whose password this is. */}
      <input type="email" name="email" value={email} autoComplete="username" readOnly hidden />
      <TextField
        label={label ?? t("ownPassword")}
        name="password"
        type="password"
        autoComplete="current-password"
        errorMessage={errors.code === "wrong_password" ? errors.form : errors.fields.password}
        className="w-full"
      />
    </>
  );
}
