import { redirect } from "next/navigation";
import { firstSteps, isReady } from "@/lib/server/people/first-steps";
import { adminCtx } from "@/lib/web/session";

export default async function AdminPage() {
  const { done } = await firstSteps(await adminCtx("/admin"));
  redirect(isReady(done) ? "/admin/organisations" : "/admin/start");
}
