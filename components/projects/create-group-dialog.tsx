"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormDialog } from "@/components/ui/form-dialog";
import { RadioCards } from "@/components/ui/radio-cards";
import { useSubmit } from "@/components/use-submit";
import type { ActionResult } from "@/lib/contract/action-result";
import { CASE_TYPES } from "@/lib/domain/vocabulary";
import { NameField } from "./name-field";

export type CreateGroupAction = (
  projectId: string,
  input: { name: string; caseType: string },
) => Promise<ActionResult<{ id: string }>>;

type Props = { create: CreateGroupAction; projectId: string; onClose: () => void };

export function CreateGroupDialog({ create, projectId, onClose }: Props) {
  const t = useTranslations("projects");
  const words = useTranslations("domain.caseType");
  const router = useRouter();
  const [name, setName] = useState("");
  const [caseType, setCaseType] = useState<string>("");
  const { errors, isPending, submit, setFieldErrors, clearErrors } = useSubmit();
  const save = () => {
    if (name.trim() === "" || caseType === "") {
      return setFieldErrors({
        ...(name.trim() === "" && { name: t("nameMissing") }),
        ...(caseType === "" && { caseType: t("typeMissing") }),
      });
    }
    submit(
      () => create(projectId, { name, caseType }),
      () => {
        onClose();
        router.refresh();
      },
    );
  };
  return (
    <FormDialog
      title={t("createGroup")}
      submitLabel={t("createGroupButton")}
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
      <RadioCards
        label={t("caseType")}
        name="caseType"
        options={CASE_TYPES.map((type) => ({
          id: type,
          label: words(type),
          description: t(`typeHelp.${type}`),
        }))}
        value={caseType}
        onChange={(type) => {
          setCaseType(type);
          clearErrors();
        }}
        errorMessage={errors.fields.caseType}
        description={t("typeNote")}
      />
    </FormDialog>
  );
}
