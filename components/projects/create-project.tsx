"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { CreateProjectAction } from "./create-project-dialog";
import { CreateProjectDialog } from "./lazy-parts";

type Props = { create: CreateProjectAction };

/** »Opret nyt projekt«: a name and a postcode, which finds the grid area or asks for it. */
export function CreateProject({ create }: Props) {
  const t = useTranslations("projects");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onPress={() => setOpen(true)}>
        {t("create")}
      </Button>
      {isOpen && <CreateProjectDialog create={create} onClose={() => setOpen(false)} />}
    </>
  );
}
