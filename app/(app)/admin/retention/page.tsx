import { getTranslations } from "next-intl/server";
import { Anonymising } from "@/components/admin/retention";
import { PERSONAL_FIELDS } from "@/lib/domain/fields/fields";
import { translator } from "@/lib/messages";
import { labelOf } from "@/lib/messages/sentences";
import { getRetention } from "@/lib/server/retention/retention";
import { currentLocale } from "@/lib/web/i18n";
import { adminCtx } from "@/lib/web/session";
import { setRetentionAction } from "../actions";

const PATH = "/admin/retention";

export const generateMetadata = async () => ({ title: (await getTranslations("admin"))("retention.title") });

/** What is kept for how long, and whether archived cases are anonymised. */
export default async function RetentionPage() {
  const ctx = await adminCtx(PATH);
  const { anonymiseAfterMonths } = await getRetention(ctx);
  const text = translator(await currentLocale());
  return (
    <Anonymising
      months={anonymiseAfterMonths}
      fields={PERSONAL_FIELDS.map((key) => labelOf(text, key).toLowerCase()).join(", ")}
      set={setRetentionAction}
    />
  );
}
