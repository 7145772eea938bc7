import { Circle, CircleCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

/** Each step with the tab on which it is done; the first project is made by an installer. */
const STEPS = [
  ["dso", "users"],
  ["company", "organisations"],
  ["users", "users"],
  ["mail", "mail"],
  ["areas", "postcodes"],
  ["project", null],
] as const;

type Props = { done: Record<(typeof STEPS)[number][0], boolean>; hasMailServer: boolean };

/** What a new system needs before its first project, and what of it is done. */
export function FirstSteps({ done, hasMailServer }: Props) {
  const t = useTranslations("admin.start");
  const tabs = useTranslations("admin.tabs");
  const next = STEPS.find(([step]) => !done[step])?.[0];
  return (
    <section aria-labelledby="first-steps" className="panel max-w-3xl px-5 py-4">
      <h2 id="first-steps" className="mb-1">
        {next ? t("title") : t("ready")}
      </h2>
      <p className="mb-4 text-[0.9375rem] text-muted">{next ? t("intro") : t("readyText")}</p>
      <ol className="grid gap-4">
        {STEPS.map(([step, tab]) => (
          <li key={step} className="flex gap-3" aria-current={step === next ? "step" : undefined}>
            {done[step] ? (
              <CircleCheck aria-hidden className="mt-0.5 size-5 shrink-0 text-success" />
            ) : (
              <Circle aria-hidden className="mt-0.5 size-5 shrink-0 text-muted" />
            )}
            <div className="min-w-0">
              <h3 className="text-base font-medium">
                {t(`${step}.title`)} <span className="sr-only">{done[step] ? t("isDone") : t("isLeft")}</span>
              </h3>
              {!done[step] && (
                <p className="text-[0.9375rem] text-muted">
                  {t(step === "mail" && !hasMailServer ? "mail.noServer" : `${step}.text`)}
                </p>
              )}
              {!done[step] && tab && (
                <Link href={`/admin/${tab}`} className="link text-[0.9375rem]">
                  {t("goTo", { tab: tabs(tab) })}
                </Link>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
