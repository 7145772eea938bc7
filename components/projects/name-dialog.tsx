"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormDialog } from "@/components/ui/form-dialog";
import { useSubmit } from "@/components/use-submit";
import type { ActionResult } from "@/lib/contract/action-result";
import { NameField } from "./name-field";

type Props = {
  title: string;
  name: string;
  save: (input: { name: string }) => Promise<ActionResult<void>>;
  onClose: () => void;
};

/** A new name for a project or a group. */
export function NameDialog({ title, name, save, onClose }: Props) {
  const t = useTranslations("projects");
  const router = useRouter();
  const [typed, setTyped] = useState(name);
  const { errors, isPending, submit } = useSubmit();
  const rename = () =>
    submit(
      () => save({ name: typed }),
      () => {
        onClose();
        router.refresh();
      },
    );
  return (
    <FormDialog
      title={title}
      width="sm"
      submitLabel={t("save")}
      isPending={isPending}
      onSubmit={rename}
      onClose={onClose}
    >
      <NameField value={typed} onChange={setTyped} error={errors.fields.name ?? errors.form} />
    </FormDialog>
  );
}
