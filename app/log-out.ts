"use server";

import { redirect } from "next/navigation";
import { endOwnSession } from "@/lib/web/log-in";

/** Ends the session and gives the address that the browser must go to. */
export const leave = async (): Promise<string> => endOwnSession();

/** The log-out for a browser without JavaScript. Its forms lead nowhere but here, so the provider's session goes on. */
export async function logOut(): Promise<void> {
  await endOwnSession();
  redirect("/login");
}
