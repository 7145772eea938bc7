"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { TypedValues } from "@/components/fields/case-field-control";
import { notify } from "@/components/ui/toast";
import type { CaseType } from "@/lib/domain/vocabulary";
import { CreatedPanel } from "./created-panel";
import { ImportFoot } from "./import-foot";
import { ImportStep } from "./import-step";
import { useImport } from "./import-work";
import { ProgressLine } from "./progress-line";
import { SameFile } from "./same-file";

type Props = {
  project: { id: string; name: string };
  group: { id: string; name: string; caseType: CaseType };
  /** The last batch's values and when it was made. */
  last: { fields: TypedValues; at: string } | null;
  hasAddressService: boolean;
};

const nothingToHear = () => () => {};

/** »Tilføj adresse«: begins again with what this tab remembers, once the browser has told. */
export function ImportView(props: Props) {
  const isInBrowser = useSyncExternalStore(
    nothingToHear,
    () => true,
    () => false,
  );
  return <ImportSteps key={String(isInBrowser)} {...props} isInBrowser={isInBrowser} />;
}

/** Addresses, case fields, check and create. Nothing typed is lost on the way back, by reload or by Back. */
function ImportSteps({
  project,
  group,
  last,
  hasAddressService,
  isInBrowser,
}: Props & { isInBrowser: boolean }) {
  const t = useTranslations("import");
  const work = useImport(group.id, { caseType: group.caseType, last }, isInBrowser);
  const { state } = work;
  const { step } = state.place;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (state.headed > 0) heading.current?.focus();
  }, [state.headed]);
  if (state.created) {
    return (
      <CreatedPanel
        project={project}
        group={group}
        created={state.created}
        headingRef={heading}
        onMore={() => work.send({ type: "startedOver" })}
        onUndone={(count) => {
          notify({ tone: "success", message: t("undone", { count }) });
          work.undone();
        }}
      />
    );
  }
  return (
    <div className="panel p-5 sm:p-6">
      <h2 ref={heading} tabIndex={-1} className="mb-5 outline-none">
        {t("step", { step })} {t(`steps.${step}`)}
      </h2>
      {step > 1 && state.check?.earlier && <SameFile {...state.check.earlier} />}
      <ImportStep group={group} work={work} hasAddressService={hasAddressService} />
      <ProgressLine progress={state.progress} isBusy={state.work !== null} />
      <ImportFoot projectId={project.id} work={work} />
    </div>
  );
}
