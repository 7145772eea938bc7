"use client";

import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { CaseFieldsForm } from "@/components/fields/case-fields-form";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { LIMITS } from "@/lib/domain/limits";
import { CASE_TYPES, type CaseType } from "@/lib/domain/vocabulary";
import { blankFields, newGroup, type SeedGroup } from "./seeding-project";

type Props = {
  groups: readonly SeedGroup[];
  onChange: (groups: SeedGroup[]) => void;
  errorOf: (path: string) => string | undefined;
  isPending: boolean;
  onCreate: () => void;
  /** The fields of the project itself. */
  children: React.ReactNode;
};

/** A project whose groups are typed here, an address a line. */
export function SeedForm({ groups, onChange, errorOf, isPending, onCreate, children }: Props) {
  const t = useTranslations("admin.seeding");
  return (
    <div className="flex flex-col gap-6">
      {children}
      {groups.map((group, i) => (
        <GroupFields
          // biome-ignore lint/suspicious/noArrayIndexKey: the groups have no other identity yet
          key={i}
          number={i + 1}
          group={group}
          onChange={(part) => onChange(groups.map((one, at) => (at === i ? { ...one, ...part } : one)))}
          onRemove={groups.length > 1 ? () => onChange(groups.filter((_, at) => at !== i)) : undefined}
          nameError={errorOf(`groups.${i}.name`)}
        />
      ))}
      <div className="flex flex-wrap gap-3">
        <Button onPress={() => onChange([...groups, newGroup()])}>
          <Plus aria-hidden /> {t("addGroup")}
        </Button>
        <Button variant="primary" isPending={isPending} onPress={onCreate}>
          {t("create")}
        </Button>
      </div>
    </div>
  );
}

type GroupProps = {
  /** From 1. */
  number: number;
  group: SeedGroup;
  onChange: (part: Partial<SeedGroup>) => void;
  onRemove: (() => void) | undefined;
  nameError: string | undefined;
};

function GroupFields({ number, group, onChange, onRemove, nameError }: GroupProps) {
  const t = useTranslations("admin.seeding");
  const words = useTranslations("domain.caseType");
  return (
    <fieldset className="flex flex-col gap-4 rounded-md border border-line p-4">
      <legend className="px-1 font-semibold">{t("group", { number })}</legend>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          label={t("groupName")}
          value={group.name}
          onChange={(name) => onChange({ name })}
          maxLength={LIMITS.nameLength}
          errorMessage={nameError}
          isRequired
        />
        <Select
          label={t("caseType")}
          options={CASE_TYPES.map((id) => ({ id, label: words(id) }))}
          value={group.caseType}
          onChange={(id) => onChange({ caseType: id as CaseType, fields: blankFields(id as CaseType) })}
        />
      </div>
      <TextField
        label={t("addresses")}
        value={group.lines}
        onChange={(lines) => onChange({ lines })}
        description={t("addressesHelp")}
        multiline
        rows={6}
        isOptional
      />
      <details>
        <summary className="cursor-pointer font-medium">{t("fields")}</summary>
        <div className="pt-4">
          <CaseFieldsForm
            caseType={group.caseType}
            values={group.fields}
            onChange={(fields) => onChange({ fields })}
          />
        </div>
      </details>
      {onRemove && (
        <Button variant="quiet" onPress={onRemove} className="self-start">
          <Trash2 aria-hidden /> {t("removeGroup")}
        </Button>
      )}
    </fieldset>
  );
}
