import { leave, logOut } from "@/app/log-out";
import { setLanguage } from "@/app/preferences";
import { TopBar } from "@/components/shell/top-bar";
import { may } from "@/lib/domain/verbs";
import { countUnread } from "@/lib/server/news/notifications";
import { currentCtx } from "@/lib/web/session";

/** The top bar with the user of this request. */
export async function UserTopBar() {
  const ctx = await currentCtx();
  const user = ctx && {
    name: ctx.actor.name,
    role: ctx.actor.role,
    organisation: ctx.actor.organisation?.name ?? null,
    seesAdministration: may(ctx.actor.role, "see_administration"),
    unread: await countUnread(ctx),
  };
  return <TopBar user={user} setLanguage={setLanguage} leave={leave} logOut={logOut} />;
}
