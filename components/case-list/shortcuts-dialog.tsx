"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";

const ROWS = [
  "arrows",
  "space",
  "range",
  "all",
  "escape",
  "cells",
  "search",
  "everywhere",
  "bar",
  "landmarks",
  "dialog",
] as const;

type Props = { isEnabled: boolean; onChange: (isEnabled: boolean) => void; onClose: () => void };

/** The list of keys, and the switch for those that are single letters. */
export function ShortcutsDialog({ isEnabled, onChange, onClose }: Props) {
  const t = useTranslations("projects.keys");
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("title")}
      footer={<Button onPress={onClose}>{t("back")}</Button>}
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-[0.9375rem]">
        {ROWS.map((row) => (
          <div key={row} className="contents">
            <dt className="font-medium">{t(`${row}.key`)}</dt>
            <dd className="text-muted">{t(`${row}.does`)}</dd>
          </div>
        ))}
      </dl>
      <Checkbox isSelected={isEnabled} onChange={onChange}>
        {t("single")}
      </Checkbox>
    </Dialog>
  );
}
