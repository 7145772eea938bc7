"use server";

import { endOwnSession } from "@/lib/web/log-in";

/** The log-out for a browser without JavaScript. */
export const logOut = async (): Promise<void> => endOwnSession();
