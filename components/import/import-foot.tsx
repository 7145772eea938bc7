"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { Refusal } from "@/components/refusal";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { rowsInError, type Told } from "./import-state";
import type { Import } from "./import-work";

/** What stands in the way of the next step, and the buttons to the steps before and after. */
export function ImportFoot({ projectId, work }: { projectId: string; work: Import }) {
  const { refusal, question, unseen, place } = work.state;
  const foot = useRef<HTMLDivElement>(null);
  // What was pressed may stand far above the buttons.
  useEffect(() => {
    if (refusal || question || unseen.length > 0) foot.current?.scrollIntoView({ block: "nearest" });
  }, [refusal, question, unseen]);
  return (
    <div ref={foot} className="mt-8 flex scroll-mb-4 flex-col gap-4 border-t border-line pt-5">
      {refusal && <ToldRefusal told={refusal} />}
      {place.step === 2 && unseen.length > 0 && <FieldWarnings messages={unseen} />}
      <StepButtons projectId={projectId} work={work} />
    </div>
  );
}

function ToldRefusal({ told }: { told: Told }) {
  const t = useTranslations("import");
  if ("sentence" in told) return <Refusal problem={{ code: "", detail: t(told.sentence) }} unanswered="" />;
  return (
    <Refusal problem={told.problem} unanswered={t(told.isCommit ? "unsure" : "lost")}>
      {told.problem.errors?.map(({ path, message }) => (
        <p key={`${path} ${message}`}>{message}</p>
      ))}
    </Refusal>
  );
}

function FieldWarnings({ messages }: { messages: readonly string[] }) {
  const t = useTranslations("import");
  return (
    <Notice tone="warning" role="alert" title={t("fieldWarnings")}>
      <ul className="list-disc pl-5">
        {messages.map((message) => (
          <li key={message}>{message}</li>
        ))}
      </ul>
    </Notice>
  );
}

function StepButtons({ projectId, work }: { projectId: string; work: Import }) {
  const t = useTranslations("import");
  const router = useRouter();
  const { step } = work.state.place;
  const back = () => (step === 1 ? router.push(`/projects/${projectId}`) : work.send({ type: "wentBack" }));
  return (
    <div className="flex flex-wrap justify-end gap-3">
      <Button onPress={back}>{t("back")}</Button>
      {step === 1 && (
        <Button variant="primary" onPress={work.leaveAddresses}>
          {t("next")}
        </Button>
      )}
      {step === 2 && (
        <Button variant="primary" onPress={work.leaveFields}>
          {t("checkButton")}
        </Button>
      )}
      {step === 3 && <CreateButtons work={work} />}
    </div>
  );
}

function CreateButtons({ work }: { work: Import }) {
  const t = useTranslations("import");
  const { check, isStale, work: running } = work.state;
  const bad = check ? rowsInError(check) : 0;
  const ready = check ? check.rows - bad : 0;
  return (
    <>
      {check && bad > 0 && <Button onPress={work.downloadErrors}>{t("errorFile", { count: bad })}</Button>}
      {!check || isStale ? (
        <Button variant="primary" onPress={() => void work.check("rows")} isPending={running !== null}>
          {t("checkButton")}
        </Button>
      ) : (
        <Button variant="primary" onPress={work.create}>
          {t(ready < check.rows ? "createReady" : "createAll", { count: ready })}
        </Button>
      )}
    </>
  );
}
