"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { DeleteDialog } from "@/components/projects/lazy-parts";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import type { ActionResult } from "@/lib/contract/action-result";
import type { MadeDemo } from "./seeding-work";

const COUNTS = ["projects", "groups", "cases"] as const;
export type DemoCounts = Record<(typeof COUNTS)[number], string>;

type Props = {
  counts: DemoCounts;
  onChange: (counts: DemoCounts) => void;
  errorOf: (path: string) => string | undefined;
  isPending: boolean;
  onCreate: () => void;
  remove: () => Promise<ActionResult<MadeDemo>>;
};

/** Made-up projects, and taking all of those away again. */
export function SeedDemo({ counts, onChange, errorOf, isPending, onCreate, remove }: Props) {
  const t = useTranslations("admin.seeding");
  const [isRemoving, setRemoving] = useState(false);
  return (
    <div className="flex flex-col gap-6">
      <p className="max-w-prose">{t("demoHelp")}</p>
      <div className="grid max-w-2xl gap-4 sm:grid-cols-3">
        {COUNTS.map((key) => (
          <TextField
            key={key}
            label={t(`demo_${key}`)}
            name={key}
            value={counts[key]}
            onChange={(value) => onChange({ ...counts, [key]: value })}
            inputMode="numeric"
            errorMessage={errorOf(key)}
          />
        ))}
      </div>
      <div className="flex flex-wrap gap-3">
        <Button variant="primary" isPending={isPending} onPress={onCreate}>
          {t("createDemo")}
        </Button>
        <Button variant="danger" onPress={() => setRemoving(true)}>
          {t("removeDemo")}
        </Button>
      </div>
      {isRemoving && (
        <DeleteDialog
          title={t("removeDemoTitle")}
          text={t("removeDemoText")}
          label={t("removeDemo")}
          remove={remove}
          onClose={() => setRemoving(false)}
        />
      )}
    </div>
  );
}
