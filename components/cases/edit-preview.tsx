"use client";

import { useFormatter, useTranslations } from "next-intl";
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
