import { getTranslations } from "next-intl/server";
import { Mails } from "@/components/admin/mails";
import { listOutbox, sendsMail } from "@/lib/server/mail/outbox";
import { adminCtx } from "@/lib/web/session";
import { sendAgainAction, sendTrialMailAction } from "../actions";

export const generateMetadata = async () => ({ title: (await getTranslations("admin"))("tabs.mail") });

export default async function MailPage() {
  const mails = await listOutbox(await adminCtx("/admin/mail"));
  return (
    <Mails
      mails={mails.map(({ text, ...mail }) => ({
        ...mail,
        text: text && { subject: text.subject, text: text.text },
      }))}
      hasServer={sendsMail()}
      sendAgain={sendAgainAction}
      sendTrial={sendTrialMailAction}
    />
  );
}
