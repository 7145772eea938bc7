"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { FormDialog } from "@/components/ui/form-dialog";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { useSubmit } from "@/components/use-submit";
import type { ActionResult } from "@/lib/contract/action-result";
import { LIMITS } from "@/lib/domain/limits";
import { CloseButton } from "./link-told";

export type FormField = {
  name: string;
  label: string;
  kind?: "text" | "email" | "password" | "select" | "check" | "lines";
  options?: { id: string; label: string }[];
  isOptional?: boolean;
  /** In characters, of a text; otherwise as long as a name. */
  maxLength?: number;
  description?: string;
  /** Shown only while this holds of what has been typed. */
  when?: (values: FormValues) => boolean;
};
export type FormValues = Record<string, string | boolean>;

type Props<Value> = {
  title: string;
  /** A sentence above the fields. */
  intro?: React.ReactNode;
  fields: FormField[];
  initial: FormValues;
  submitLabel: string;
  submit: (values: FormValues) => Promise<ActionResult<Value>>;
  /** What follows from it and cannot simply be taken back: told, and asked for once more, before it is done. */
  consequence?: (values: FormValues) => string | undefined;
  onClose: () => void;
  /** What to show when it is done; otherwise the dialog closes. */
  result?: (value: Value) => React.ReactNode;
};

/** A few fields and one verb: the form of every administrator's dialog. */
export function FieldsDialog<Value>({
  title,
  intro,
  fields,
  initial,
  submitLabel,
  submit: send,
  consequence,
  onClose,
  result,
}: Props<Value>) {
  const t = useTranslations("admin");
  const router = useRouter();
  const [values, setValues] = useState(initial);
  const [done, setDone] = useState<Value>();
  const { errors, isPending, submit } = useSubmit();
  const shown = fields.filter((field) => field.when?.(values) ?? true);
  const [told, setTold] = useState<string>();
  const following = consequence?.(values);
  const run = () => {
    if (following && told !== following) return setTold(following);
    submit(
      () => send(Object.fromEntries(shown.map(({ name }) => [name, values[name] ?? ""]))),
      (value) => {
        router.refresh();
        if (result) setDone(value);
        else onClose();
      },
    );
  };
  if (done !== undefined && result) {
    return (
      <Dialog isOpen onClose={onClose} title={title} footer={<CloseButton onPress={onClose} />}>
        {result(done)}
      </Dialog>
    );
  }
  return (
    <FormDialog
      title={title}
      submitLabel={following && told === following ? t("doIt") : submitLabel}
      isPending={isPending}
      refusal={errors.form}
      onSubmit={run}
      onClose={onClose}
    >
      {intro && <div className="text-[0.9375rem]">{intro}</div>}
      {following && told === following && (
        <Notice tone="warning" role="alert">
          {following}
        </Notice>
      )}
      {shown.map((field) => (
        <FormControl
          key={field.name}
          field={field}
          value={values[field.name]}
          onChange={(value) => setValues({ ...values, [field.name]: value })}
          error={errors.fields[field.name]}
        />
      ))}
    </FormDialog>
  );
}

type ControlProps = {
  field: FormField;
  value: string | boolean | undefined;
  onChange: (value: string | boolean) => void;
  error: string | undefined;
};

function FormControl({ field, value, onChange, error }: ControlProps) {
  const t = useTranslations("admin");
  const { name, label, kind = "text", options = [], isOptional, description, maxLength } = field;
  const common = { label, name, isOptional, description, errorMessage: error };
  if (kind === "check") {
    return (
      <Checkbox name={name} isSelected={value === true} onChange={onChange}>
        {label}
      </Checkbox>
    );
  }
  if (kind === "select") {
    return (
      <Select
        {...common}
        options={options}
        value={String(value ?? "") || null}
        onChange={onChange}
        placeholder={t("choose")}
      />
    );
  }
  return (
    <TextField
      {...common}
      type={kind === "lines" ? "text" : kind}
      multiline={kind === "lines"}
      rows={kind === "lines" ? 6 : undefined}
      autoComplete={kind === "password" ? "current-password" : undefined}
      value={String(value ?? "")}
      onChange={onChange}
      maxLength={kind === "text" ? (maxLength ?? LIMITS.nameLength) : undefined}
    />
  );
}
