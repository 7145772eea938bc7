import { useTranslations } from "next-intl";
import type { Section } from "@/lib/domain/fields/fields";

/** A field as the page shows it, its words already found. */
export type ShownField = { key: string; label: string; value: string };

type Props = {
  /** Sections without fields are left out. */
  sections: { section: Section; fields: readonly ShownField[] }[];
  /** The button that edits them, where this reader may. */
  children: React.ReactNode;
};

/** What the installer writes, section by section. */
export function CaseFields({ sections, children }: Props) {
  const t = useTranslations("cases.page");
  const words = useTranslations("domain.section");
  return (
    <section aria-label={t("fields")} className="panel px-5 py-4">
      <div className="mb-3 flex items-center justify-between gap-4">
        <h2>{t("fields")}</h2>
        {children}
      </div>
      <div className="flex flex-col gap-5">
        {sections
          .filter(({ fields }) => fields.length > 0)
          .map(({ section, fields }) => (
            <div key={section}>
              <h3 className="mb-2 border-b border-line pb-1 text-sm font-semibold">{words(section)}</h3>
              <FieldList fields={fields} />
            </div>
          ))}
      </div>
    </section>
  );
}

/** What the grid company writes. */
export function DsoFields({
  fields,
  children,
}: {
  fields: readonly ShownField[];
  children: React.ReactNode;
}) {
  const t = useTranslations("cases.page");
  return (
    <section aria-label={t("dsoFields")} className="panel px-5 py-4">
      <div className="mb-3 flex items-center justify-between gap-4">
        <h2>{t("dsoFields")}</h2>
        {children}
      </div>
      {fields.length > 0 ? <FieldList fields={fields} /> : <p className="text-muted">{t("noFields")}</p>}
    </section>
  );
}

function FieldList({ fields }: { fields: readonly ShownField[] }) {
  return (
    <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
      {fields.map(({ key, label, value }) => (
        <div key={key} className="min-w-0">
          <dt className="text-sm text-muted">{label}</dt>
          <dd className="break-words whitespace-pre-line">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
