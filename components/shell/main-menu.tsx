"use client";

import { ChevronDown, LogOut, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { forgetSelections } from "@/components/selection/forget-selections";
import { Menu } from "@/components/ui/menu";

export type Place = { id: string; label: string; href: string; icon: React.ReactNode };

type Props = {
  name: string;
  organisation: string | null;
  places: readonly Place[];
  /** Ends the session and gives the address to go to. */
  leave: () => Promise<string>;
};

const icon = "size-4 shrink-0 text-muted";

/** Of the first and the last word of a name. */
const initialsOf = (name: string) =>
  name
    .split(/\s+/)
    .flatMap((word) => [...word].slice(0, 1))
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join("")
    .toUpperCase();

/** The menu under one's own name; on a phone or a small tablet it holds the whole navigation. */
export function MainMenu({ name, organisation, places, leave }: Props) {
  const t = useTranslations("shell");
  const own = [
    {
      id: "profile",
      label: t("profile"),
      href: "/profile",
      icon: <UserRound aria-hidden className={icon} />,
    },
    {
      id: "logOut",
      label: t("logOut"),
      onAction: () => {
        forgetSelections();
        // The page is loaded anew, so that nothing of its reader is left. Without an answer the log-in page tells.
        void leave()
          .catch(() => "/login")
          .then((address) => window.location.assign(address));
      },
      icon: <LogOut aria-hidden className={icon} />,
    },
  ];
  const label = t("userMenu", { name });
  const face = (
    <span
      aria-hidden
      className="flex size-8 items-center justify-center rounded-full bg-accent-tint text-xs font-semibold text-accent"
    >
      {initialsOf(name)}
    </span>
  );
  return (
    <>
      <span className="max-lg:hidden">
        <Menu
          label={label}
          items={own}
          trigger={
            <span className="flex items-center gap-2.5 py-1 text-left">
              {face}
              <span className="flex max-w-48 flex-col leading-tight max-xl:hidden">
                <span className="truncate text-sm">{name}</span>
                {organisation && (
                  <span className="truncate text-xs font-normal text-muted">{organisation}</span>
                )}
              </span>
              <ChevronDown aria-hidden className="text-muted" />
            </span>
          }
        />
      </span>
      <span className="lg:hidden">
        <Menu label={label} items={[...places, ...own]} trigger={face} />
      </span>
    </>
  );
}
