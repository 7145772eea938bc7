import { redirect } from "next/navigation";
import { openNotice } from "@/lib/server/news/notifications";
import { found, idOf } from "@/lib/web/page";
import { pageCtx } from "@/lib/web/session";

/** Leads to what a notice tells, which is read with that; its mail leads here. */
export default async function NoticePage({ params }: { params: Promise<{ id: string }> }) {
  const id = idOf((await params).id);
  const ctx = await pageCtx(`/notifications/${id}`);
  return redirect(targetOf(await found(openNotice(ctx, id))));
}

function targetOf({ action, operationId, projectId, whole }: Awaited<ReturnType<typeof openNotice>>): string {
  if (action === "ask_for_access") return "/admin/requests";
  if (operationId) return `/operations/${operationId}`;
  if (projectId) return `/projects/${projectId}`;
  return whole ? `/operations?partOf=${whole}` : "/cases";
}
