"use client";

import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { useUndo } from "./undo";

export function UndoButton({ operationId, label }: { operationId: string; label: string }) {
  const undo = useUndo();
  const [isPending, startTransition] = useTransition();
  return (
    <Button variant="primary" isPending={isPending} onPress={() => startTransition(() => undo(operationId))}>
      {label}
    </Button>
  );
}
