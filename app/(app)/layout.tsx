import { logOut } from "@/app/log-out";
import { setLanguage } from "@/app/preferences";
import { OfflineBanner } from "@/components/shell/offline-banner";
import { TopBar } from "@/components/shell/top-bar";
import { may } from "@/lib/domain/verbs";
import { currentActor } from "@/lib/web/session";

export default async function AppLayout({ children }: { children: React.ReactNode }) {
  const actor = await currentActor();
  const user = actor && {
    name: actor.name,
    organisation: actor.organisation?.name ?? null,
    seesAdministration: may(actor.role, "see_administration"),
  };
  return (
    <>
      <TopBar user={user} setLanguage={setLanguage} logOut={logOut} />
      <OfflineBanner />
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-[96rem] px-4 py-3 outline-none sm:px-6 sm:py-8"
      >
        {children}
      </main>
    </>
  );
}
