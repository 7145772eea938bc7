"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import type { ActionResult } from "@/lib/contract/action-result";

type Props = {
  title: string;
  text: string;
  label: string;
  remove: () => Promise<ActionResult<unknown>>;
  onClose: () => void;
  /** Where to go when it is gone; otherwise the page is read again. */
  then?: string;
};

/** Asks before something empty is deleted, and shows why it cannot be when it is no longer empty. */
export function DeleteDialog({ title, text, label, remove, onClose, then }: Props) {
  const t = useTranslations("projects");
  const router = useRouter();
  const [refusal, setRefusal] = useState<string>();
  const [isPending, startTransition] = useTransition();
  const confirm = () =>
    startTransition(async () => {
      const result = await remove();
      if (!result.ok) return setRefusal(result.message);
      onClose();
      if (then) router.push(then);
      router.refresh();
    });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      width="sm"
      role="alertdialog"
      footer={
        <>
          <Button onPress={onClose}>{t("back")}</Button>
          <Button variant="danger" onPress={confirm} isPending={isPending}>
            {label}
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
