"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { FormDialog } from "@/components/ui/form-dialog";
import type { ActionResult } from "@/lib/contract/action-result";
import { GridAreaFields } from "./grid-area-fields";
import { NameField } from "./name-field";

export type CreateProjectAction = (input: {
  name: string;
  gridArea: string;
}) => Promise<ActionResult<{ id: string }>>;

type Props = { create: CreateProjectAction; onClose: () => void };

export function CreateProjectDialog({ create, onClose }: Props) {
  const t = useTranslations("projects");
  const router = useRouter();
  const [name, setName] = useState("");
  const [gridArea, setGridArea] = useState("");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [isPending, startTransition] = useTransition();
  const submit = () => {
    if (name.trim() === "" || gridArea === "") {
      setErrors({
        ...(name.trim() === "" && { name: t("nameMissing") }),
        ...(gridArea === "" && { gridArea: t("areaMissing") }),
      });
      return;
    }
    startTransition(async () => {
      const result = await create({ name, gridArea });
      if (result.ok) return router.push(`/projects/${result.value.id}?new=1`);
      setErrors(Object.fromEntries(result.errors.map(({ path, message }) => [path, message])));
      if (result.errors.length === 0) setErrors({ form: result.message });
    });
  };
  return (
    <FormDialog
      title={t("create")}
      submitLabel={t("createButton")}
      isPending={isPending}
      refusal={errors.form}
      onSubmit={submit}
      onClose={onClose}
    >
      <NameField
        value={name}
        onChange={(typed) => {
          setName(typed);
          setErrors({});
        }}
        error={errors.name}
      />
      <GridAreaFields
        gridArea={gridArea}
        onChange={(code) => {
          setGridArea(code);
          setErrors({});
        }}
        error={errors.gridArea}
      />
    </FormDialog>
  );
}
