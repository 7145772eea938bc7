"use client";

import { ErrorSummary } from "@/components/ui/error-summary";
import type { CaseType } from "@/lib/domain/vocabulary";
import { AddressStep } from "./address-step";
import { CheckStep } from "./check-step";
import { FieldsStep } from "./fields-step";
import { countOf, fieldsOf } from "./import-state";
import type { Import } from "./import-work";

type Props = { group: { id: string; caseType: CaseType }; work: Import; hasAddressService: boolean };

/** The step the import stands in. */
export function ImportStep({ group, work, hasAddressService }: Props) {
  const { step } = work.state.place;
  if (step === 1) return <Addresses group={group} work={work} hasAddressService={hasAddressService} />;
  return step === 2 ? <Fields work={work} /> : <Check work={work} />;
}

function Addresses({ group, work, hasAddressService }: Props) {
  const { state, send, chooseFile } = work;
  return (
    <AddressStep
      group={group}
      tab={state.place.tab}
      onTab={(tab) => send({ type: "tabChosen", tab })}
      draft={state.draft}
      onChange={(part) => send({ type: "addressesChanged", part })}
      file={state.file}
      onFile={chooseFile}
      question={state.question}
      onSheet={(sheet) => send({ type: "sheetChosen", sheet })}
      showsFaults={state.asksForAddresses}
      hasAddressService={hasAddressService}
    />
  );
}

function Fields({ work: { state, send, judgeFields } }: { work: Import }) {
  return (
    <FieldsStep
      caseType={state.caseType}
      count={countOf(state)}
      isFile={state.place.tab === "excel"}
      values={fieldsOf(state)}
      onChange={(values) => send({ type: "fieldsChanged", values })}
      onLeaveField={() => void judgeFields()}
      last={state.draft.fields === null ? state.last : null}
      onClear={() => send({ type: "fieldsCleared" })}
      errors={state.faults.errors}
      warnings={state.faults.warnings}
      summary={<ErrorSummary errors={state.summary} />}
    />
  );
}

function Check({ work: { state, send, changeAndCheck } }: { work: Import }) {
  const { check, draft, accepts, asksToAccept, file, place } = state;
  if (!check) return null;
  return (
    <CheckStep
      check={check}
      fileName={place.tab === "excel" ? file?.name : undefined}
      onChoice={(input, value) => changeAndCheck({ type: "choiceMade", input, value })}
      removed={draft.omitted.length}
      acceptsWarnings={accepts}
      asksToAccept={asksToAccept && !accepts}
      onAccept={(is) => send({ type: "warningsAccepted", accepts: is })}
      onMend={(row, field, value) => changeAndCheck({ type: "cellMended", row, field, value })}
      onRemove={(rows) => changeAndCheck({ type: "rowsRemoved", rows })}
      onRestore={() => changeAndCheck({ type: "rowsRestored" })}
    />
  );
}
