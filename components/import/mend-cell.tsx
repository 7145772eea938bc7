"use client";

import { useState } from "react";
import type { Severity } from "@/lib/domain/vocabulary";
import { leaveForNext } from "./next-fault";

const BORDERS: Record<Severity, string> = {
  error: "border-2 border-danger",
  warning: "border-2 border-warning",
};

/** Checked when it is left with another value. */
export function MendCell({
  label,
  value,
  severity,
  describedBy,
  fault,
  onMend,
}: {
  label: string;
  value: string;
  severity: Severity;
  describedBy: string;
  /** Names the fault in the one of its cells that takes the focus. */
  fault?: string;
  onMend: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  return (
    <input
      aria-label={label}
      aria-invalid={severity === "error"}
      aria-describedby={describedBy}
      data-fault={fault}
      autoComplete="off"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => typed !== value && onMend(typed)}
      onKeyDown={(event) => event.key === "Enter" && leaveForNext(event.currentTarget)}
      className={`min-h-9 w-full min-w-24 rounded-md bg-surface px-2 pointer-coarse:min-h-12 ${BORDERS[severity]}`}
    />
  );
}
