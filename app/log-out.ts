"use server";

import { endOwnSession } from "@/lib/web/log-in";

/** The way out for a browser without scripts. */
export const logOut = async (): Promise<void> => endOwnSession();
