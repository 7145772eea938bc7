"use server";

import { revalidatePath } from "next/cache";
import { markRead } from "@/lib/server/news/notifications";
import { currentCtx } from "@/lib/web/session";

/** For a form, so that it works without JavaScript. */
export async function markAllRead(): Promise<void> {
  const ctx = await currentCtx();
  if (!ctx) return;
  await markRead(ctx, { all: true });
  // The bell is part of the layout.
  revalidatePath("/", "layout");
}
