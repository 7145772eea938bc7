"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { FormDialog } from "@/components/ui/form-dialog";
import { RadioCards } from "@/components/ui/radio-cards";
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
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [isPending, startTransition] = useTransition();
  const submit = () => {
    if (name.trim() === "" || caseType === "") {
      setErrors({
        ...(name.trim() === "" && { name: t("nameMissing") }),
        ...(caseType === "" && { caseType: t("typeMissing") }),
      });
      return;
    }
    startTransition(async () => {
      const result = await create(projectId, { name, caseType });
      if (!result.ok) {
        setErrors({
          form: result.message,
          ...Object.fromEntries(result.errors.map(({ path, message }) => [path, message])),
        });
        return;
      }
      onClose();
      router.refresh();
    });
  };
  return (
    <FormDialog
      title={t("createGroup")}
      submitLabel={t("createGroupButton")}
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
          setErrors({});
        }}
        errorMessage={errors.caseType}
        description={t("typeNote")}
      />
    </FormDialog>
  );
}
