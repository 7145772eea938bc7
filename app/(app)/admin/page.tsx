import { redirect } from "next/navigation";
import { hasBegun } from "@/lib/server/people/first-steps";
import { adminCtx } from "@/lib/web/session";

export default async function AdminPage() {
  redirect((await hasBegun(await adminCtx("/admin"))) ? "/admin/organisations" : "/admin/start");
}
