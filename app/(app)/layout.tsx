import { UserTopBar } from "@/app/top-bar";
import { OfflineBanner } from "@/components/shell/offline-banner";

export default function AppLayout({ children }: { children: React.ReactNode }) {
  return (
    <>
      <UserTopBar />
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
