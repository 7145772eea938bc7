import Link from "next/link";
import { useTranslations } from "next-intl";

export function BackToLogIn() {
  return (
    <Link href="/login" className="link">
      {useTranslations("shell.forgot")("back")}
    </Link>
  );
}
