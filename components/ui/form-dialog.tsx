"use client";

import { useTranslations } from "next-intl";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Form } from "./form";
import { Notice } from "./notice";

type Props = {
  title: string;
  width?: "sm" | "md";
  submitLabel: string;
  isPending: boolean;
  /** Why all of it was refused; what is wrong with a field stands at the field. */
  refusal?: string;
  onSubmit: () => void;
  onClose: () => void;
  children: React.ReactNode;
};

/** A dialog that is a form: Enter sends it as its primary button does. */
export function FormDialog({
  submitLabel,
  isPending,
  refusal,
  onSubmit,
  onClose,
  children,
  ...frame
}: Props) {
  const t = useTranslations("shell");
  return (
    <Dialog
      isOpen
      {...frame}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t("back")}</Button>
          <Button variant="primary" onPress={onSubmit} isPending={isPending}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPending) onSubmit();
        }}
        className="flex flex-col gap-4"
      >
        {refusal && (
          <Notice tone="danger" role="alert">
            {refusal}
          </Notice>
        )}
        {children}
        <button type="submit" hidden />
      </Form>
    </Dialog>
  );
}
