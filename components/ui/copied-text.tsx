"use client";

import { useRef } from "react";
import { Button } from "./button";
import { notify } from "./toast";

type Props = { text: string; label: string; copyLabel: string; copied: string };

/** A text to take along, which cannot be read again later, with a button that copies it. */
export function CopiedText({ text, label, copyLabel, copied }: Props) {
  const shown = useRef<HTMLElement>(null);
  // Without the clipboard (plain http, no leave) the text is marked, ready for CTRL+C.
  const copy = () => {
    const mark = () => shown.current && window.getSelection()?.selectAllChildren(shown.current);
    if (!navigator.clipboard) return mark();
    return navigator.clipboard.writeText(text).then(() => notify({ message: copied, tone: "success" }), mark);
  };
  return (
    <div className="mt-2 flex flex-wrap items-center gap-3">
      <code
        ref={shown}
        aria-label={label}
        className="rounded-md bg-surface px-3 py-2 text-sm wrap-anywhere whitespace-pre-line"
      >
        {text}
      </code>
      <Button size="sm" onPress={() => void copy()}>
        {copyLabel}
      </Button>
    </div>
  );
}
