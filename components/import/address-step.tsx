"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Tabs } from "@/components/ui/tabs";
import type { CaseType } from "@/lib/domain/vocabulary";
import type { Draft } from "./draft";
import { FileStep } from "./file-step";
import type { FileQuestion } from "./import-answer";
import type { Tab } from "./import-state";
import { RangeForm } from "./range-form";
import { TypedRows } from "./typed-rows";

type Props = {
  group: { id: string; caseType: CaseType };
  tab: Tab;
  onTab: (tab: Tab) => void;
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  file: File | null;
  onFile: (file: File | null) => void;
  question?: FileQuestion;
  onSheet: (sheet: string) => void;
  showsFaults: boolean;
  hasAddressService: boolean;
};

/** The three ways in: rows, a range, a file. */
export function AddressStep({ group, tab, onTab, draft, onChange, file, onFile, ...show }: Props) {
  const t = useTranslations("import");
  const box = useRef<HTMLDivElement>(null);
  // On a phone the three do not fit beside each other.
  useEffect(() => {
    const chosen = box.current?.querySelector<HTMLElement>(`[role=tab][data-key="${tab}"]`);
    chosen?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [tab]);
  return (
    <div ref={box}>
      <Tabs
        label={t("ways")}
        selected={tab}
        onSelect={(id) => onTab(id as Tab)}
        tabs={[
          {
            id: "type",
            label: t("typeAddresses"),
            content: (
              <TypedRows
                caseType={group.caseType}
                rows={draft.typed}
                onChange={(typed) => onChange({ typed })}
                hasAddressService={show.hasAddressService}
              />
            ),
          },
          {
            id: "range",
            label: t("createRange"),
            content: (
              <RangeForm
                range={draft.range}
                taken={draft.taken}
                onChange={onChange}
                showsRequired={show.showsFaults}
              />
            ),
          },
          {
            id: "excel",
            label: t("importExcel"),
            content: (
              <FileStep
                groupId={group.id}
                file={file}
                lostName={file === null ? draft.file?.name : undefined}
                onChoose={onFile}
                question={show.question}
                sheet={draft.choices.sheet}
                onSheet={show.onSheet}
                columns={draft.columns}
                onColumns={(columns) => onChange({ columns })}
              />
            ),
          },
        ]}
      />
    </div>
  );
}
