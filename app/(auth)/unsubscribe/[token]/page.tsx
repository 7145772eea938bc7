import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { stopMails } from "../../actions";
import { BackToLogIn } from "@/components/shell/back-to-log-in";
import { PublicForm } from "@/components/shell/public-form";
import { PublicPage } from "@/components/shell/public-page";
import { unsubscribedFrom } from "@/lib/server/news/wishes";
import { found } from "@/lib/web/page";

type Props = { params: Promise<{ token: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("news.unsubscribe"))("title") };
}

/** Reading the page ends nothing, since mail programs look at links before people do. */
export default async function UnsubscribePage({ params }: Props) {
  const { token } = await params;
  const about = await found(unsubscribedFrom(token));
  const t = await getTranslations("news");
  const intro =
    about === "daily" ? t("unsubscribe.daily") : t("unsubscribe.kind", { kind: t(`kind.${about}`) });
  return (
    <PublicPage title={t("unsubscribe.title")} intro={intro} foot={<BackToLogIn />}>
      <PublicForm
        action={stopMails.bind(null, token)}
        fields={[]}
        submitLabel={t("unsubscribe.submit")}
        done={{ stopped: t("unsubscribe.done") }}
      />
    </PublicPage>
  );
}
