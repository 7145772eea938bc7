import { logOut } from "@/app/log-out";
import { setLanguage } from "@/app/preferences";
import { TopBar } from "@/components/shell/top-bar";
import { may } from "@/lib/domain/verbs";
import { currentActor } from "@/lib/web/session";

/** The top bar with the user of this request. */
export async function UserTopBar() {
  const actor = await currentActor();
  const user = actor && {
    name: actor.name,
    organisation: actor.organisation?.name ?? null,
    seesAdministration: may(actor.role, "see_administration"),
  };
  return <TopBar user={user} setLanguage={setLanguage} logOut={logOut} />;
}
