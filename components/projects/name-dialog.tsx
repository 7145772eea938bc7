"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { FormDialog } from "@/components/ui/form-dialog";
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
  const [error, setError] = useState<string>();
  const [isPending, startTransition] = useTransition();
  const submit = () =>
    startTransition(async () => {
      const result = await save({ name: typed });
      if (!result.ok) return setError(result.errors[0]?.message ?? result.message);
      onClose();
      router.refresh();
    });
  return (
    <FormDialog
      title={title}
      width="sm"
      submitLabel={t("save")}
      isPending={isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <NameField value={typed} onChange={setTyped} error={error} />
    </FormDialog>
  );
}
