"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { NameField } from "@/components/projects/name-field";
import { FormDialog } from "@/components/ui/form-dialog";
import { RadioGroup } from "@/components/ui/radio-group";
import { useSubmit } from "@/components/use-submit";
import type { ActionResult } from "@/lib/contract/action-result";

type Named = { name: string; shared: boolean };

type Props = {
  title: string;
  view?: Named;
  /** Administrators have none. */
  hasCompany: boolean;
  save: (named: Named) => Promise<ActionResult<unknown>>;
  onDone: (saved: unknown) => void;
  onClose: () => void;
};

/** What a view is called, and who sees it. */
export function ViewDialog({ title, view, hasCompany, save, onDone, onClose }: Props) {
  const t = useTranslations("projects.views");
  const [name, setName] = useState(view?.name ?? "");
  const [shared, setShared] = useState(view?.shared ?? false);
  const { errors, isPending, submit } = useSubmit();
  const { name: fault, ...others } = errors.fields;
  return (
    <FormDialog
      title={title}
      width="sm"
      submitLabel={t("saveView")}
      isPending={isPending}
      refusal={fault ? undefined : (Object.values(others)[0] ?? errors.form)}
      onSubmit={() => submit(() => save({ name, shared }), onDone)}
      onClose={onClose}
    >
      <NameField value={name} onChange={setName} error={fault} />
      <RadioGroup
        label={t("who")}
        value={shared ? "all" : "own"}
        onChange={(id) => setShared(id === "all")}
        options={[
          { id: "own", label: t("onlyMe") },
          { id: "all", label: t(hasCompany ? "company" : "administrators"), description: t("whoHint") },
        ]}
      />
    </FormDialog>
  );
}
