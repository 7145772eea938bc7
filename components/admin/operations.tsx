import { CircleAlert, CircleCheck, LoaderCircle, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { ExamineAgain } from "./examine-again";

type State = "ok" | "warning" | "error";
type Finding = { about: string; state: State; line: string };

const LOOKS = {
  ok: { Icon: CircleCheck, mark: "text-success" },
  warning: { Icon: TriangleAlert, mark: "text-warning" },
  error: { Icon: CircleAlert, mark: "text-danger" },
} as const satisfies Record<State, object>;

export function OperationsHead() {
  const t = useTranslations("admin.operations");
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <p className="max-w-3xl text-[0.9375rem] text-muted">{t("help")}</p>
      <ExamineAgain />
    </div>
  );
}

/** A heading with what is examined together, which `children` tell as soon as it is known. */
export function ExaminedPart({ part, children }: { part: "here" | "outside"; children: React.ReactNode }) {
  const t = useTranslations("admin.operations");
  return (
    <section aria-labelledby={`examined-${part}`} className="mb-6">
      <h2 id={`examined-${part}`} className="mb-1">
        {t(part)}
      </h2>
      {children}
    </section>
  );
}

export function Examining() {
  const t = useTranslations("admin.operations");
  return (
    <p role="status" className="flex items-center gap-2 text-[0.9375rem] text-muted">
      <LoaderCircle aria-hidden className="size-5 animate-spin" />
      {t("examining")}
    </p>
  );
}

/** What was found, a line each, with how many lines ask for something. */
export function Findings({ findings, at }: { findings: readonly Finding[]; at: Date }) {
  const t = useTranslations("admin.operations");
  const count = (state: State) => findings.filter((one) => one.state === state).length;
  return (
    <>
      <p role="status" className="mb-3 text-[0.9375rem] text-muted">
        {t("summary", { errors: count("error"), warnings: count("warning") })} · {t("examined", { at })}
      </p>
      <ul className="panel divide-y divide-line">
        {findings.map((one) => (
          <FindingLine key={`${one.about} ${one.line}`} finding={one} />
        ))}
      </ul>
    </>
  );
}

function FindingLine({ finding: { about, state, line } }: { finding: Finding }) {
  const t = useTranslations("admin.operations");
  const { Icon, mark } = LOOKS[state];
  return (
    <li className="flex gap-3 px-4 py-2.5 text-[0.9375rem] sm:px-6">
      <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${mark}`} />
      <div className="min-w-0 flex-1 gap-x-4 sm:flex">
        <p className="font-medium sm:w-44 sm:shrink-0">
          {about}{" "}
          <span className={state === "ok" ? "sr-only" : `text-sm ${mark} sm:block`}>
            {t(`state.${state}`)}
          </span>
        </p>
        <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">{line}</p>
      </div>
    </li>
  );
}
