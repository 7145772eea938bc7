"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormDialog } from "@/components/ui/form-dialog";
import { useSubmit } from "@/components/use-submit";
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
  const { errors, isPending, submit, setFieldErrors, clearErrors } = useSubmit();
  const save = () => {
    if (name.trim() === "" || gridArea === "") {
      return setFieldErrors({
        ...(name.trim() === "" && { name: t("nameMissing") }),
        ...(gridArea === "" && { gridArea: t("areaMissing") }),
      });
    }
    submit(
      () => create({ name, gridArea }),
      ({ id }) => router.push(`/projects/${id}?new=1`),
    );
  };
  return (
    <FormDialog
      title={t("create")}
      submitLabel={t("createButton")}
      isPending={isPending}
      refusal={errors.form}
      onSubmit={save}
      onClose={onClose}
    >
      <NameField
        value={name}
        onChange={(typed) => {
          setName(typed);
          clearErrors();
        }}
        error={errors.fields.name}
      />
      <GridAreaFields
        gridArea={gridArea}
        onChange={(code) => {
          setGridArea(code);
          clearErrors();
        }}
        error={errors.fields.gridArea}
      />
    </FormDialog>
  );
}
