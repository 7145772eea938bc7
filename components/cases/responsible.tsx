import { useTranslations } from "next-intl";

type Named = { name: string };
type Props = { installer: Named; owner: Named; handler: Named | null; dso: Named };

/** Who is responsible for the case at either company. */
export function Responsible({ installer, owner, handler, dso }: Props) {
  const t = useTranslations("cases.page");
  const words = useTranslations("domain.person");
  return (
    <section aria-label={t("responsible")} className="panel px-5 py-4">
      <h2 className="mb-3">{t("responsible")}</h2>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3">
        <div>
          <dt className="text-sm text-muted">{words("installer")}</dt>
          <dd>{installer.name}</dd>
          <dd className="text-sm text-muted">{owner.name}</dd>
        </div>
        <div>
          <dt className="text-sm text-muted">{words("handler")}</dt>
          <dd>{handler?.name ?? t("noValue")}</dd>
          <dd className="text-sm text-muted">{dso.name}</dd>
        </div>
      </dl>
    </section>
  );
}
