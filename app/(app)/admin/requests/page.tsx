import { getTranslations } from "next-intl/server";
import { AccessRequests } from "@/components/admin/access-requests";
import { translator } from "@/lib/messages";
import { mailText } from "@/lib/server/mail/mail-text";
import { listAccessRequests } from "@/lib/server/people/access-requests";
import { adminCtx } from "@/lib/web/session";
import { admitCompanyAction, declineCompanyAction, deleteAccessRequestAction } from "../actions";

export const generateMetadata = async () => ({ title: (await getTranslations("admin"))("tabs.requests") });

const REASONS = ["no_authorisation", "known_company", "not_ours"] as const;
/** Where the reason goes in the text of a mail that is shown before it is written. */
const REASON = "\uFFFC";

export default async function RequestsPage() {
  const requests = await listAccessRequests(await adminCtx("/admin/requests"));
  return (
    <AccessRequests
      requests={requests.map(({ language, ...request }) => {
        const { name, company } = request;
        const { text } = mailText({
          kind: "access_declined",
          language,
          params: { name, company, reason: REASON },
          linkId: null,
        });
        const [before = "", after = ""] = text.split(REASON);
        const t = translator(language);
        const reasons = REASONS.map((reason) => t(`admin.requests.standard.${reason}`));
        return { ...request, declining: { before, after }, reasons };
      })}
      admit={admitCompanyAction}
      decline={declineCompanyAction}
      remove={deleteAccessRequestAction}
    />
  );
}
