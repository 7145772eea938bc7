"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { Action } from "@/lib/domain/vocabulary";
import type { Parameters } from "./action-parameters";
import { CaseActions } from "./case-actions";
import { ActionDialog } from "./lazy-parts";
import { type ActionFacts, type SelectedCase, targetOf } from "./offers";
import { useTellOutcome } from "./undo";

type Props = ActionFacts & { row: SelectedCase; opensWith?: Action };

/** The actions of one case: a selection of one, without a way to take it out. */
export function SingleCaseActions({ row, opensWith, ...facts }: Props) {
  const { tell, isReading } = useTellOutcome();
  return (
    <CaseActions
      {...facts}
      opensWith={opensWith}
      target={targetOf([row])}
      onDone={tell}
      isReading={isReading}
    />
  );
}

/** »Redigér« beside the fields themselves; shown where the server says that editing is possible. */
export function EditCaseButton({ row, ...facts }: Props) {
  const t = useTranslations("cases.page");
  const { tell, isReading } = useTellOutcome();
  const [isOpen, setOpen] = useState(false);
  const [abandoned, setAbandoned] = useState<Parameters>();
  return (
    <>
      <Button size="sm" onPress={() => setOpen(true)}>
        {t("edit")}
      </Button>
      {isOpen && !isReading && (
        <ActionDialog
          {...facts}
          action="edit"
          target={targetOf([row])}
          typed={abandoned}
          onClose={(typed) => {
            setOpen(false);
            setAbandoned(typed);
          }}
          onDone={(outcome) => {
            setOpen(false);
            setAbandoned(undefined);
            tell(outcome);
          }}
        />
      )}
    </>
  );
}
