import { TextEncoder } from "node:util";
import { configure, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import type * as React from "react";
import { type Draft, NO_DRAFT, storeDraft } from "@/components/import/draft";
import type { ImportAnswer } from "@/components/import/import-answer";
import { ImportView } from "@/components/import/import-view";
import type { CaseType } from "@/lib/domain/vocabulary";
import { messagesFor } from "@/lib/messages";
import { answer } from "./import-answers";
import { StandInRequest } from "./stand-in-request";

jest.setTimeout(30_000);
configure({ asyncUtilTimeout: 10_000 });
globalThis.XMLHttpRequest = StandInRequest as unknown as typeof XMLHttpRequest;
globalThis.TextEncoder = TextEncoder as typeof globalThis.TextEncoder;
export const scrolled = jest.fn();
Element.prototype.scrollIntoView = function () {
  scrolled(this);
};

export const Danish = ({ children }: { children: React.ReactNode }) => (
  <NextIntlClientProvider locale="da" messages={messagesFor("da")} timeZone="Europe/Copenhagen">
    {children}
  </NextIntlClientProvider>
);

type Told = { status?: number; body: unknown };
/** Answers in place of the server, in turn; what is asked for an empty address is about the fields alone. */
export function serve(told: (Told | ImportAnswer)[], ofFields: ImportAnswer = answer()) {
  const asked: { path: string; body: string | FormData; key: string | undefined }[] = [];
  globalThis.fetch = jest.fn(async (path: string, init: RequestInit) => {
    const body = init.body as string | FormData;
    const isOfFields = typeof body === "string" && body.includes('"addresses":[{}]');
    if (!isOfFields)
      asked.push({ path, body, key: (init.headers as Record<string, string>)?.["idempotency-key"] });
    const next = isOfFields ? ofFields : told.shift();
    if (!next) throw new TypeError("no connection");
    const { status = 200, body: given } = "body" in next ? next : { body: next };
    return {
      ok: status < 400,
      status,
      headers: { get: () => "application/json" },
      body: null,
      json: async () => given,
    } as unknown as Response;
  }) as unknown as typeof fetch;
  return asked;
}

const CSV = btoa("Vejnavn;Husnr.;Postnr.\nBakkevej;1;2740\n");
type Tab = "type" | "excel";

/** The page of the import, begun with one address typed, a file chosen and a field filled, or with what is given. */
export function open(
  step: 1 | 2 | 3,
  tab: Tab = "type",
  caseType: CaseType = "terraced_house",
  more: Partial<Draft> = {},
) {
  storeDraft("g", {
    ...NO_DRAFT,
    typed: [{ street: "Bakkevej", houseNo: "1", postcode: "2740" }],
    file: { name: "liste.csv", size: 40, data: `data:text/csv;base64,${CSV}` },
    fields: { customerName: "Boligforeningen" },
    ...more,
  });
  return reopen(step, tab, caseType);
}

/** The same with what this tab remembers, as after a reload. */
export function reopen(step: 1 | 2 | 3, tab: Tab = "type", caseType: CaseType = "terraced_house") {
  window.history.pushState(null, "", `?group=g&tab=${tab}${step > 1 ? `&step=${step}` : ""}`);
  render(
    <Danish>
      <ImportView
        project={{ id: "p", name: "Projekt" }}
        group={{ id: "g", name: "Gruppe", caseType }}
        last={null}
        hasAddressService={false}
      />
    </Danish>,
  );
  return userEvent.setup();
}
export const button = (name: string | RegExp) => screen.getByRole("button", { name });
export const heading = (step: number) =>
  screen.findByRole("heading", { name: new RegExp(`Trin ${step} af 3`) });
