import { getTranslations } from "next-intl/server";
import { HeldData } from "@/components/admin/held";
import { PersonExtract } from "@/components/admin/person-extract";
import { Anonymising } from "@/components/admin/retention";
import { PERSONAL_FIELDS } from "@/lib/domain/fields/fields";
import { type Translate } from "@/lib/messages";
import { labelOf, shortDay } from "@/lib/messages/sentences";
import { getRetention, type Retention } from "@/lib/server/retention/retention";
import { HELD, type Size } from "@/lib/server/retention/sizes";
import { pageTranslator } from "@/lib/web/i18n";
import { adminCtx } from "@/lib/web/session";
import { setRetentionAction } from "../actions";

const PATH = "/admin/retention";

export const generateMetadata = async () => ({ title: (await getTranslations("admin"))("retention.title") });

/** What is kept for how long, whether archived cases are anonymised, and what is held about a person. */
export default async function RetentionPage() {
  const ctx = await adminCtx(PATH);
  const retention = await getRetention(ctx);
  const text = await pageTranslator();
  return (
    <>
      <Anonymising
        months={retention.anonymiseAfterMonths}
        fields={PERSONAL_FIELDS.map((key) => labelOf(text, key)).join(", ")}
        done={doneOf(retention, text)}
        set={setRetentionAction}
      />
      <PersonExtract />
      <HeldData
        endedAt={retention.endedAt}
        anonymised={retention.removed.anonymised ?? 0}
        lines={retention.sizes.map((size) => ({
          ...size,
          name: text(`admin.retention.holds.${size.held}`),
          removed: removedOf(size, retention),
        }))}
      />
    </>
  );
}

/** What was anonymised last, and where it may still be. */
function doneOf(
  { anonymiseAfterMonths, anonymisedAt, inBackupsUntil }: Retention,
  text: Translate,
): string[] {
  return [
    ...(anonymisedAt ? [text("admin.retention.anonymisedLast", { at: anonymisedAt })] : []),
    ...(inBackupsUntil ? [text("admin.retention.inBackups", { day: shortDay(text, inBackupsUntil) })] : []),
    ...(anonymiseAfterMonths === null ? [] : [text("admin.retention.restored")]),
  ];
}

function removedOf({ held }: Size, { endedAt, removed }: Retention): number | undefined {
  const of = HELD[held].flatMap((table) => removed[table] ?? []);
  return endedAt && of.length > 0 ? of.reduce((sum, n) => sum + n, 0) : undefined;
}
