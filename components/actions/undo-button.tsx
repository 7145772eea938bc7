"use client";

import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { useUndo } from "./undo";

type Props = {
  operationId: string;
  label: string;
  /** Among others in a list, where none is the page's primary. */
  isSmall?: boolean;
};

export function UndoButton({ operationId, label, isSmall = false }: Props) {
  const undo = useUndo();
  const [isPending, startTransition] = useTransition();
  return (
    <Button
      {...(isSmall ? { size: "sm" } : { variant: "primary" })}
      isPending={isPending}
      onPress={() => startTransition(() => undo(operationId))}
    >
      {label}
    </Button>
  );
}
