"use client";

import { Bell as BellIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { getJson } from "@/components/api";
import { buttonClass } from "@/components/ui/button-class";
import { onDemand } from "@/components/ui/on-demand";
import type { Notifications } from "@/lib/contract/answers/news";

const BellPanel = onDemand(() => import("./bell-panel").then((part) => part.BellPanel));

/** As in `COUNTED` of the server: further it does not count. */
const MOST = 99;
/** A page may stand open all day. */
const LOOKS_EVERY_MS = 60_000;

/** The bell of the top bar with the number of unread notices. Without scripts it leads to their page. */
export function Bell({ unread }: { unread: number }) {
  const t = useTranslations("news");
  // Holds until the server has counted anew.
  const [known, setKnown] = useState({ from: unread, count: unread });
  const count = known.from === unread ? known.count : unread;
  const setCount = (next: number) => setKnown({ from: unread, count: next });
  const [isOpen, setOpen] = useState(false);
  const link = useRef<HTMLAnchorElement>(null);
  const look = useEffectEvent(async () => {
    if (document.hidden) return;
    const answer = await getJson<Notifications>("/api/v1/notifications?limit=1");
    if (answer.ok) setCount(answer.body.unread);
  });
  useEffect(() => {
    const timer = setInterval(() => void look(), LOOKS_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <Link
        ref={link}
        href="/notifications"
        prefetch={false}
        aria-label={t("bell", { count, isMore: String(count > MOST) })}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          setOpen(true);
        }}
        className={`${buttonClass({ variant: "quiet", size: "sm" })} relative px-2!`}
      >
        <BellIcon aria-hidden />
        {count > 0 && (
          <span
            aria-hidden
            className="absolute -top-1 left-[55%] min-w-5 rounded-full bg-accent px-1 text-center text-xs leading-5 font-semibold text-accent-ink"
          >
            {count > MOST ? `${MOST}+` : count}
          </span>
        )}
      </Link>
      {isOpen && <BellPanel triggerRef={link} onCount={setCount} onClose={() => setOpen(false)} />}
    </>
  );
}
