"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { CreateGroupAction } from "./create-group-dialog";
import { CreateGroupDialog } from "./lazy-parts";

type Props = { create: CreateGroupAction; projectId: string; isPrimary?: boolean; startsOpen?: boolean };

export function CreateGroup({ create, projectId, isPrimary, startsOpen = false }: Props) {
  const t = useTranslations("projects");
  const [isOpen, setOpen] = useState(startsOpen);
  return (
    <>
      <Button variant={isPrimary ? "primary" : "secondary"} onPress={() => setOpen(true)}>
        {isPrimary || <Plus aria-hidden className="md:hidden" />}
        <span className={isPrimary ? "" : "max-md:sr-only"}>{t("createGroup")}</span>
      </Button>
      {isOpen && <CreateGroupDialog create={create} projectId={projectId} onClose={() => setOpen(false)} />}
    </>
  );
}
