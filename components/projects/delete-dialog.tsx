"use client";

import { useRouter } from "next/navigation";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useSubmit } from "@/components/use-submit";
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
  const router = useRouter();
  const { errors, isPending, submit } = useSubmit();
  const confirm = () =>
    submit(remove, () => {
      onClose();
      if (then) router.push(then);
      router.refresh();
    });
  return (
    <ConfirmDialog
      title={title}
      text={text}
      confirmLabel={label}
      isPending={isPending}
      refusal={errors.form}
      onConfirm={confirm}
      onClose={onClose}
    />
  );
}
