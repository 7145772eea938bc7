import { FolderOpen, History, House, ListChecks, Settings } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Bell } from "@/components/news/bell";
import { buttonClass } from "@/components/ui/button-class";
import type { Role } from "@/lib/domain/vocabulary";
import { Brand } from "./brand";
import { HelpLink } from "./help-link";
import { LanguageSwitch } from "./language-switch";
import { MainMenu, type Place } from "./main-menu";
import { NavigationLink } from "./navigation-link";
import { Search } from "./search";

type Props = {
  /** Null while nobody is logged in. */
  user: {
    name: string;
    role: Role;
    organisation: string | null;
    seesAdministration: boolean;
    unread: number;
  } | null;
  setLanguage: (form: FormData) => Promise<void>;
  leave: () => Promise<string>;
  logOut: () => Promise<void>;
};

const icon = "size-4 shrink-0 text-muted";

/** Skip link, where one can go, who one is. */
export function TopBar({ user, setLanguage, leave, logOut }: Props) {
  const t = useTranslations("shell");
  const places: Place[] = [
    { id: "mine", label: t("mine"), href: "/", icon: <House aria-hidden className={icon} /> },
    { id: "cases", label: t("cases"), href: "/cases", icon: <ListChecks aria-hidden className={icon} /> },
    {
      id: "projects",
      label: t("projects"),
      href: "/projects",
      icon: <FolderOpen aria-hidden className={icon} />,
    },
    {
      id: "activity",
      label: t("activity"),
      href: "/operations",
      icon: <History aria-hidden className={icon} />,
    },
    ...(user?.seesAdministration
      ? [
          {
            id: "admin",
            label: t("administration"),
            href: "/admin",
            icon: <Settings aria-hidden className={icon} />,
          },
        ]
      : []),
  ];
  return (
    <>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-4 py-2 text-accent-ink focus:translate-y-0"
      >
        {t("skipToContent")}
      </a>
      <header data-print="no" className="sticky top-0 z-30 border-b border-line bg-surface">
        <div className="mx-auto flex h-14 max-w-[96rem] items-center gap-2 px-3 sm:gap-4 sm:px-6 2xl:gap-8">
          <Link href="/" className="rounded-md text-ink no-underline">
            <Brand />
          </Link>
          {user && (
            <nav aria-label={t("mainNavigation")} className="hidden h-full items-stretch gap-1 lg:flex">
              {places.map(({ id, label, href }) => (
                <NavigationLink key={id} href={href}>
                  {label}
                </NavigationLink>
              ))}
            </nav>
          )}
          {user && <Search />}
          <div className={`flex items-center gap-1 2xl:gap-3 ${user ? "xl:ml-auto" : "ml-auto"}`}>
            <LanguageSwitch setLanguage={setLanguage} />
            <HelpLink role={user?.role ?? null} />
            {user && <Bell unread={user.unread} />}
            {user && (
              <MainMenu name={user.name} organisation={user.organisation} places={places} leave={leave} />
            )}
            {user && (
              // The menu opens by script alone, and nobody must be unable to leave.
              <noscript>
                <form action={logOut}>
                  <button className={buttonClass({ variant: "quiet", size: "sm" })}>{t("logOut")}</button>
                </form>
              </noscript>
            )}
          </div>
        </div>
      </header>
    </>
  );
}
