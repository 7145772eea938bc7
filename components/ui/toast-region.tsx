"use client";

import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import {
  Button as AriaButton,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";
import { Button } from "./button-control";

export type Notification = {
  message: string;
  /** Lines below the message. */
  details?: readonly string[];
  tone?: "info" | "success" | "danger";
  actionLabel?: string;
  onAction?: () => void;
  secondLabel?: string;
  onSecond?: () => void;
  href?: string;
  hrefLabel?: string;
  /** How long it stays; pointing at it or focusing it stops the clock. Errors stay until closed. */
  seconds?: number;
};

const queue = new ToastQueue<Notification>({ maxVisibleToasts: 3 });

/** Adds a notice; an error stays until closed, one with a button long enough to reach it. */
export function show(notification: Notification): void {
  const { tone, seconds = tone === "danger" ? 0 : notification.onAction ? 30 : 8 } = notification;
  queue.add(notification, seconds > 0 ? { timeout: Math.max(seconds, 5) * 1_000 } : {});
}

const tones = {
  info: [Info, "text-accent"],
  success: [CircleCheck, "text-success"],
  danger: [CircleAlert, "text-danger"],
} as const;

/** The notices, newest last and above the bar of the selection; F6 goes there. */
export function Toasts() {
  const t = useTranslations("shell");
  return (
    <ToastRegion
      queue={queue}
      aria-label={t("toastRegion")}
      className="fixed inset-x-4 bottom-20 z-30 flex flex-col-reverse gap-3 rounded-lg sm:right-6 sm:left-auto sm:w-[26rem] md:bottom-32"
    >
      {({ toast }) => {
        const { message, details, tone = "info", href, hrefLabel, ...actions } = toast.content;
        const buttons = [
          [actions.actionLabel, actions.onAction],
          [actions.secondLabel, actions.onSecond],
        ] as const;
        const [Icon, colour] = tones[tone];
        return (
          <Toast
            toast={toast}
            className="flex items-start gap-3 rounded-lg border border-line bg-raised p-4 text-ink shadow-float"
          >
            <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${colour}`} />
            <div className="min-w-0 flex-1">
              <ToastContent>
                <Text slot="title" className="block text-[0.9375rem]">
                  {message}
                </Text>
                {details && details.length > 0 && (
                  <ul tabIndex={0} className="mt-1 max-h-72 list-disc overflow-y-auto pl-5 text-sm">
                    {details.map((line) => (
                      <li key={line}>{line}</li>
                    ))}
                  </ul>
                )}
              </ToastContent>
              {(actions.onAction || href) && (
                <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
                  {buttons.map(
                    ([label, onPress]) =>
                      onPress && (
                        <Button
                          key={label}
                          size="sm"
                          onPress={() => {
                            queue.close(toast.key);
                            onPress();
                          }}
                        >
                          {label}
                        </Button>
                      ),
                  )}
                  {href && (
                    <Link
                      href={href}
                      className="link text-sm font-medium"
                      onClick={() => queue.close(toast.key)}
                    >
                      {hrefLabel}
                    </Link>
                  )}
                </div>
              )}
            </div>
            <AriaButton
              slot="close"
              aria-label={t("close")}
              className="-mt-1 -mr-1 flex size-8 shrink-0 items-center justify-center rounded-md text-muted hover:bg-accent-tint hover:text-ink"
            >
              <X aria-hidden className="size-4" />
            </AriaButton>
          </Toast>
        );
      }}
    </ToastRegion>
  );
}
