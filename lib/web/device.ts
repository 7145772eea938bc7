import "server-only";
import { userAgentFromString } from "next/server";
import { cut } from "@/lib/domain/text";

/** Browser and system of a `User-Agent`, such as »Chrome, Windows«; null when neither is known. */
export function deviceOf(userAgent: string | null | undefined): string | null {
  const { browser, os } = userAgentFromString(cut(userAgent ?? "", 500));
  // A phone's is the same browser.
  const device = [browser.name?.replace("Mobile ", ""), os.name].filter(Boolean).join(", ");
  return device === "" ? null : cut(device, 100);
}
