"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Dialog as AriaDialog, Button, Heading, Modal, ModalOverlay } from "react-aria-components";

type Props = {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  children: React.ReactNode;
  width?: "sm" | "md" | "lg";
  /** Buttons: "Tilbage" and the one primary, which CTRL+Enter presses. */
  footer?: React.ReactNode;
  /** "alertdialog" for a question about something that cannot be undone. */
  role?: "dialog" | "alertdialog";
  /** False while something runs that must be waited for. */
  canClose?: boolean;
};

const widths = { sm: "sm:max-w-md", md: "sm:max-w-xl", lg: "sm:max-w-3xl" };

/** A modal over the page; on a phone a sheet from below. */
export function Dialog({
  isOpen,
  onClose,
  title,
  children,
  width = "md",
  footer,
  role = "dialog",
  canClose = true,
}: Props) {
  const t = useTranslations("shell");
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    // From the moment it is there, wherever the focus still is.
    const onKeyDown = (event: KeyboardEvent) => frame.current && pressPrimary(event, frame.current);
    document.addEventListener("keydown", onKeyDown, true);
    return () => document.removeEventListener("keydown", onKeyDown, true);
  }, [isOpen]);
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isKeyboardDismissDisabled={!canClose}
      className="fixed inset-0 z-40 flex items-end justify-center bg-backdrop transition-opacity duration-150 entering:opacity-0 exiting:opacity-0 sm:items-center sm:p-6"
    >
      <Modal className={`w-full ${widths[width]}`}>
        <div ref={frame} data-dialog className="contents">
          <AriaDialog
            role={role}
            className="rounded-t-lg border border-line bg-raised text-ink shadow-float outline-none sm:rounded-lg"
          >
            <div className="flex max-h-[92dvh] flex-col sm:max-h-[calc(100dvh-3rem)]">
              <header className="flex items-start justify-between gap-4 px-6 pt-5 pb-3">
                <Heading slot="title" className="text-lg font-semibold">
                  {title}
                </Heading>
                {canClose && (
                  <Button
                    aria-label={t("closeDialog")}
                    onPress={onClose}
                    className="-mt-1 -mr-2 flex size-9 shrink-0 items-center justify-center rounded-md text-muted hover:bg-accent-tint hover:text-ink"
                  >
                    <X aria-hidden className="size-5" />
                  </Button>
                )}
              </header>
              <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-6 pt-1 pb-5">{children}</div>
              {footer && (
                <footer className="flex flex-wrap items-center justify-end gap-3 border-t border-line px-6 py-4">
                  {footer}
                </footer>
              )}
            </div>
          </AriaDialog>
        </div>
      </Modal>
    </ModalOverlay>
  );
}

/** CTRL+Enter in the uppermost dialog. */
function pressPrimary(event: KeyboardEvent, frame: HTMLElement) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  if ([...document.querySelectorAll("[data-dialog]")].at(-1) !== frame) return;
  event.preventDefault();
  event.stopPropagation();
  // Held down it would answer the question that the first press has raised.
  if (event.repeat) return;
  frame
    .querySelector<HTMLButtonElement>(
      "button:is([data-variant=primary], [data-variant=danger]):not(:disabled)",
    )
    ?.click();
}
