"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import type { OutcomeAnswer, ValueAnswer } from "./offers";

/** »2 felter ændres på 118 sager; 2 har allerede værdien.« */
export function EditFoot({ outcome }: { outcome: OutcomeAnswer | undefined }) {
  const t = useTranslations("cases");
  const { fields, done = 0, unchanged = 0, blocked = [] } = outcome ?? {};
  return (
    <p role="status" className="mr-auto text-sm text-muted">
      {fields &&
        (done + unchanged > 0 || blocked.length === 0) &&
        t("edit.foot", { fields: fields.length, count: done, unchanged })}{" "}
      {blocked.length > 0 && (
        <span className="font-medium text-warning">{t("blockedLine", { count: blocked.length })}</span>
      )}
    </p>
  );
}

/** Field by field what becomes of what, and on how many cases. */
export function EditPreview({ outcome }: { outcome: OutcomeAnswer }) {
  const t = useTranslations("cases.edit");
  const format = useFormatter();
  const fields = outcome.fields ?? [];
  return (
    <>
      {fields.length > 0 && (
        <div tabIndex={0} role="region" aria-label={t("previewTable")} className="overflow-x-auto">
          <table className="w-full text-sm">
            <thead>
              <tr className="border-b border-line text-left text-muted">
                {(["field", "from", "to"] as const).map((head) => (
                  <th key={head} scope="col" className="py-1 pr-4 font-medium">
                    {t(head)}
                  </th>
                ))}
                <th scope="col" className="py-1 text-right font-medium">
                  {t("cases")}
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line align-top">
              {fields.map((field) => (
                <tr key={field.field}>
                  <th scope="row" className="py-1.5 pr-4 text-left font-medium">
                    {field.label}
                  </th>
                  <td className="py-1.5 pr-4">
                    <Values values={field.from} distinct={field.fromDistinct} />
                  </td>
                  <td className="py-1.5 pr-4">
                    <Values values={field.to} distinct={field.toDistinct} />
                  </td>
                  <td className="py-1.5 text-right">{format.number(field.cases)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

export type EditWarning = { message: string; count: number };

/** Each warning once, with the number of cases that it is about. */
export function warningsOf(outcome: OutcomeAnswer | undefined): EditWarning[] {
  const counts = new Map<string, number>();
  for (const { problems } of outcome?.warnings ?? [])
    for (const { message } of problems) counts.set(message, (counts.get(message) ?? 0) + 1);
  return [...counts].map(([message, count]) => ({ message, count }));
}

/** What the field list warns of, and the tick without which it is not done. */
export function EditWarnings({
  warnings,
  isAccepted,
  onAccept,
  asksToAccept,
}: {
  warnings: readonly EditWarning[];
  isAccepted: boolean;
  onAccept: (isAccepted: boolean) => void;
  asksToAccept: boolean;
}) {
  const t = useTranslations("cases.edit");
  return (
    <Notice tone="warning" role="status" title={t("warnings")}>
      <ul className="list-disc pl-5">
        {warnings.map(({ message, count }) => (
          <li key={message}>{t("warningCount", { message, count })}</li>
        ))}
      </ul>
      <Checkbox
        isSelected={isAccepted}
        onChange={onAccept}
        errorMessage={asksToAccept ? t("acceptFirst") : undefined}
        className="mt-2"
      >
        {t("accept", { count: warnings.length })}
      </Checkbox>
    </Notice>
  );
}

/** One value, or several with how many have each. */
function Values({ values, distinct }: { values: readonly ValueAnswer[]; distinct: number }) {
  const t = useTranslations("cases.edit");
  const [first] = values;
  if (values.length === 1 && first) return <span className="break-words">{first.text || t("empty")}</span>;
  return (
    <ul>
      {values.map(({ text, count }) => (
        <li key={text} className="break-words">
          {t("valueCount", { value: text || t("empty"), count })}
        </li>
      ))}
      {distinct > values.length && (
        <li className="text-muted">{t("moreValues", { count: distinct - values.length })}</li>
      )}
    </ul>
  );
}
