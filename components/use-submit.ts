"use client";

import { useState, useTransition } from "react";
import { useSent } from "@/components/sent";
import type { ActionResult } from "@/lib/contract/action-result";

type Refused = Extract<ActionResult<unknown>, { ok: false }>;

/** Why a form was refused: a sentence on the whole of it, and one for each field by its name. */
export type FormErrors = { code?: string; form?: string; fields: Record<string, string> };

const NONE: FormErrors = { fields: {} };

/** Sends a form to its server action, and keeps why it was refused until it is sent again. */
export function useSubmit() {
  const [errors, setErrors] = useState<FormErrors>(NONE);
  const [isPending, startTransition] = useTransition();
  const sent = useSent();
  const submit = <Value>(
    send: () => Promise<ActionResult<Value>>,
    onDone: (value: Value) => void,
    onRefused?: (refused: Refused) => void,
  ) =>
    startTransition(async () => {
      const result = await sent(send());
      setErrors(result.ok ? NONE : errorsOf(result));
      if (result.ok) onDone(result.value);
      else onRefused?.(result);
    });
  return {
    errors,
    isPending,
    submit,
    /** Tells faults that are seen before anything is sent. */
    setFieldErrors: (fields: Record<string, string>) => setErrors({ fields }),
    clearErrors: () => setErrors(NONE),
  };
}

const errorsOf = ({ code, message, errors }: Refused): FormErrors => ({
  code,
  form: message,
  // Of several faults in one field the first is shown.
  fields: Object.fromEntries([...errors].reverse().map(({ path, message: fault }) => [path, fault])),
});
