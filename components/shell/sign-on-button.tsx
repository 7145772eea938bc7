import { KeyRound } from "lucide-react";
import { buttonClass } from "@/components/ui/button";

type Props = { label: string; query: Record<string, string> };

/** Leads to the provider of single sign-on. No form and no link of Next: both would stay on our own address. */
export function SignOnButton({ label, query }: Props) {
  return (
    <a
      href={`/login/sso?${new URLSearchParams(query)}`}
      className={`${buttonClass({ variant: "primary" })} w-full py-2 text-center !whitespace-normal`}
    >
      <KeyRound aria-hidden />
      {label}
    </a>
  );
}
