import { leave, logOut } from "@/app/log-out";
import { setLanguage } from "@/app/preferences";
import { OfflineBanner } from "@/components/shell/offline-banner";
import { TopBar } from "@/components/shell/top-bar";

export default function AuthLayout({ children }: { children: React.ReactNode }) {
  return (
    <>
      <TopBar user={null} setLanguage={setLanguage} leave={leave} logOut={logOut} />
      <OfflineBanner />
      <main
        id="content"
        tabIndex={-1}
        className="flex min-h-[calc(100dvh-3.5rem)] flex-col items-center px-4 pt-[8vh] pb-12 outline-none"
      >
        {children}
      </main>
    </>
  );
}
