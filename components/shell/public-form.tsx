"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useRef, useState, useTransition } from "react";
import { useLostSentence } from "@/components/sent";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TextField } from "@/components/ui/text-field";
import type { FormState } from "@/lib/contract/action-result";

export type PublicField = {
  name: string;
  label: string;
  type?: "text" | "email" | "password" | "tel";
  autoComplete?: string;
  inputMode?: "numeric";
  description?: string;
  isOptional?: boolean;
  isLong?: boolean;
  /** Of a password: what is missing is told while it is typed. */
  min?: number;
};

type Props = {
  action: (before: FormState, form: FormData) => Promise<FormState>;
  fields: readonly PublicField[];
  submitLabel: string;
  /** The sentences of what may have been done, by the action's word for it. */
  done: Record<string, string>;
};

const EMPTY: FormState = { errors: {}, values: {} };

/** A form without a log-in, which also works without scripts. When it is done it gives way to what was done. */
export function PublicForm({ action, fields, submitLabel, done }: Props) {
  // What is sent without scripts is answered in `sent`; with them in `answer`, as a lost one would end the page.
  const [sent, send] = useActionState(action, EMPTY);
  const [answer, setAnswer] = useState<FormState>();
  const [isPending, startTransition] = useTransition();
  const lostSentence = useLostSentence();
  const state = answer ?? sent;
  const form = useRef<HTMLFormElement>(null);
  const wrong = fields.find(({ name }) => state.errors[name])?.name;
  // Each answer is a new object, so the same mistake leads there again.
  useEffect(() => {
    if (wrong) form.current?.querySelector<HTMLElement>(`[name=${wrong}]`)?.focus();
  }, [state, wrong]);
  const sentence = state.done === undefined ? undefined : done[state.done];
  if (sentence !== undefined)
    return (
      <Notice tone="success" role="status">
        {sentence}
      </Notice>
    );
  const submit = (event: React.FormEvent<HTMLFormElement>) => {
    // By hand, since React would empty the fields.
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    startTransition(async () =>
      setAnswer(
        await action(state, typed).catch((error: unknown) => ({
          ...{ message: lostSentence(error), errors: {} },
          values: state.values,
        })),
      ),
    );
  };
  const message = wrong === undefined ? state.message : undefined;
  return (
    <form ref={form} action={send} onSubmit={submit} noValidate className="flex flex-col gap-5">
      <div role="alert" className={message ? "" : "hidden"}>
        {message && <Notice tone="danger">{message}</Notice>}
      </div>
      {fields.map((field) => (
        <PublicFieldControl
          key={field.name}
          field={field}
          typed={state.values[field.name] ?? ""}
          error={state.errors[field.name]}
        />
      ))}
      <Button type="submit" variant="primary" isPending={isPending} className="mt-1 w-full">
        {submitLabel}
      </Button>
    </form>
  );
}

type ControlProps = { field: PublicField; typed: string; error: string | undefined };

function PublicFieldControl({ field, typed, error }: ControlProps) {
  const t = useTranslations("shell.setPassword");
  const [length, setLength] = useState(0);
  const { min, isLong, isOptional = false, description, ...more } = field;
  const count = min === undefined ? 0 : Math.max(0, min - length);
  const room =
    min === undefined || length === 0 ? description : count > 0 ? t("missing", { count }) : t("enough");
  return (
    <TextField
      {...more}
      isOptional={isOptional}
      multiline={isLong}
      defaultValue={typed}
      onChange={min === undefined ? undefined : (value) => setLength([...value].length)}
      spellCheck={isLong ? undefined : "false"}
      description={room}
      errorMessage={error}
    />
  );
}
