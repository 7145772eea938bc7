"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Dialog, Heading, Popover } from "react-aria-components";
import { getJson, postJson } from "@/components/api";
import { Button } from "@/components/ui/button";
import { popoverClass } from "@/components/ui/field";
import type { Notifications } from "@/lib/contract/answers/news";
import { NoticeList } from "./notice-list";

type Props = {
  triggerRef: React.RefObject<HTMLElement | null>;
  onCount: (unread: number) => void;
  onClose: () => void;
};

const NEWEST = "/api/v1/notifications?limit=10";

/** The newest notices under the bell. */
export function BellPanel({ triggerRef, onCount, onClose }: Props) {
  const t = useTranslations("news");
  /** Null while they are fetched, »failed« when they did not come. */
  const [told, setTold] = useState<Notifications | "failed" | null>(null);
  const dialog = useRef<HTMLElement>(null);
  const [isMarking, setMarking] = useState(false);
  const show = useEffectEvent((given: Notifications | "failed") => {
    setTold(given);
    if (given !== "failed") onCount(given.unread);
  });
  useEffect(() => {
    const away = new AbortController();
    void getJson<Notifications>(NEWEST, away.signal).then((answer) => {
      if (!away.signal.aborted) show(answer.ok ? answer.body : "failed");
    });
    return () => away.abort();
  }, []);
  const markAll = async () => {
    setMarking(true);
    const marked = await postJson("/api/v1/notifications/read", { all: true });
    const answer = await getJson<Notifications>(NEWEST);
    setMarking(false);
    if (!marked.ok || !answer.ok) return setTold("failed");
    // The button goes, and with it the focus would.
    dialog.current?.focus();
    setTold(answer.body);
    onCount(answer.body.unread);
  };
  const list = told !== null && told !== "failed" ? told : null;
  return (
    <Popover
      triggerRef={triggerRef}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement="bottom end"
      className={`${popoverClass} w-[26rem] max-w-[calc(100vw-1rem)]`}
    >
      <Dialog ref={dialog} className="outline-none">
        <header className="flex items-center gap-3 border-b border-line px-4 py-2">
          <Heading slot="title" className="mr-auto text-base font-semibold">
            {t("title")}
          </Heading>
          {list && list.unread > 0 && (
            <Button size="sm" variant="quiet" isPending={isMarking} onPress={() => void markAll()}>
              {t("markAll")}
            </Button>
          )}
        </header>
        {list && list.notifications.length > 0 ? (
          <NoticeList
            notices={list.notifications}
            onOpen={({ readAt }) => {
              if (!readAt) onCount(Math.max(0, list.unread - 1));
              onClose();
            }}
          />
        ) : (
          <p role="status" className="px-4 py-6 text-center text-[0.9375rem] text-muted">
            {t(told === null ? "loading" : told === "failed" ? "failed" : "none")}
          </p>
        )}
        <footer className="flex justify-between gap-4 border-t border-line px-4 py-3 text-[0.9375rem]">
          <Link href="/profile#news" onClick={onClose} className="link">
            {t("settings")}
          </Link>
          <Link href="/notifications" onClick={onClose} className="link">
            {t("showAll")}
          </Link>
        </footer>
      </Dialog>
    </Popover>
  );
}
