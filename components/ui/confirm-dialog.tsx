"use client";

import { useTranslations } from "next-intl";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Notice } from "./notice";

type Props = {
  isOpen?: boolean;
  title: string;
  text: string;
  confirmLabel: string;
  isPending: boolean;
  refusal?: string;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before something is done that cannot be taken back. */
export function ConfirmDialog({ isOpen = true, title, text, refusal, onClose, ...confirm }: Props) {
  const t = useTranslations("shell");
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      width="sm"
      role="alertdialog"
      footer={
        <>
          <Button onPress={onClose}>{t("back")}</Button>
          <Button variant="danger" onPress={confirm.onConfirm} isPending={confirm.isPending}>
            {confirm.confirmLabel}
          </Button>
        </>
      }
    >
      <p>{text}</p>
      {refusal && (
        <Notice tone="danger" role="alert">
          {refusal}
        </Notice>
      )}
    </Dialog>
  );
}
