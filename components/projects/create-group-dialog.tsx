"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Form } from "react-aria-components";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { RadioCards } from "@/components/ui/radio-cards";
import { TextField } from "@/components/ui/text-field";
import type { ActionResult } from "@/lib/domain/action-result";
import { CASE_TYPES } from "@/lib/domain/vocabulary";

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
  const submit = (event?: React.FormEvent) => {
    event?.preventDefault();
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
    <Dialog
      isOpen
      onClose={onClose}
      title={t("createGroup")}
      footer={
        <>
          <Button onPress={onClose}>{t("back")}</Button>
          <Button variant="primary" onPress={() => submit()} isPending={isPending}>
            {t("createGroupButton")}
          </Button>
        </>
      }
    >
      <Form onSubmit={submit} className="flex flex-col gap-4">
        {errors.form && (
          <Notice tone="danger" role="alert">
            {errors.form}
          </Notice>
        )}
        <TextField
          label={t("name")}
          name="name"
          value={name}
          onChange={(typed) => {
            setName(typed);
            setErrors({});
          }}
          maxLength={120}
          errorMessage={errors.name}
          autoFocus
          isRequired
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
        <button type="submit" hidden />
      </Form>
    </Dialog>
  );
}
