"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/contract/action-result";
import { ANONYMISE_MONTHS } from "@/lib/domain/retention";
import { FieldsDialog } from "./fields-dialog";

type Props = {
  /** After which archived cases are anonymised; null: they are not. */
  months: number | null;
  /** The labels of what is removed then. */
  fields: string;
  /** What was done already, and where it may still be, in sentences. */
  done: readonly string[];
  set: (input: unknown) => Promise<ActionResult<void>>;
};

/** Whether archived cases are anonymised, and after how long. */
export function Anonymising({ months, fields, done, set }: Props) {
  const t = useTranslations("admin.retention");
  const admin = useTranslations("admin");
  const [isOpen, setOpen] = useState(false);
  const { least, most } = ANONYMISE_MONTHS;
  const isNew = (chosen: number) => chosen >= least && chosen <= most && chosen !== months;
  return (
    <section aria-labelledby="archived" className="panel mb-6 max-w-3xl px-5 py-4">
      <div className="mb-2 flex items-center justify-between gap-4">
        <h2 id="archived">{t("archived")}</h2>
        <Button onPress={() => setOpen(true)}>{t("change")}</Button>
      </div>
      <p className="mb-2">{months === null ? t("off") : t("on", { months })}</p>
      <p className="text-[0.9375rem] text-muted">{t("what", { fields })}</p>
      {done.length > 0 && <p className="mt-2 text-[0.9375rem] text-muted">{done.join(" ")}</p>}
      {isOpen && (
        <FieldsDialog
          title={t("changeTitle")}
          fields={[
            { name: "isOn", label: t("isOn"), kind: "check" },
            {
              name: "months",
              label: t("months"),
              description: t("monthsHelp", ANONYMISE_MONTHS),
              when: ({ isOn }) => isOn === true,
            },
          ]}
          initial={{ isOn: months !== null, months: String(months ?? "") }}
          submitLabel={admin("save")}
          submit={set}
          consequence={(given) =>
            given.isOn === true && isNew(Number(given.months))
              ? t("consequence", { months: Number(given.months) })
              : undefined
          }
          onClose={() => setOpen(false)}
        />
      )}
    </section>
  );
}
