import { render, screen } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import { StateBar } from "@/components/state-bar";
import { type Locale, messagesFor } from "@/lib/messages";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";

const counts = (some: Partial<Record<CaseState, number>>) =>
  ({ ...Object.fromEntries(CASE_STATES.map((state) => [state, 0])), ...some }) as Record<CaseState, number>;

const show = (some: Partial<Record<CaseState, number>>, locale: Locale = "da") =>
  render(
    <NextIntlClientProvider locale={locale} messages={messagesFor(locale)} timeZone="Europe/Copenhagen">
      <StateBar counts={counts(some)} />
    </NextIntlClientProvider>,
  );

describe("the state bar", () => {
  test("is one image whose name says the counts in life-cycle order", () => {
    show({ rejected: 1, completed: 62, submitted: 14 });
    expect(screen.getByRole("img")).toHaveAccessibleName("Tilmeldt: 14, Færdigmeldt: 62, Afvist: 1");
  });

  test("has a part for each state that occurs, as wide as its count", () => {
    show({ approved: 3, completed: 1 });
    const parts = [...screen.getByRole("img").children] as HTMLElement[];
    expect(parts.map((part) => part.style.flexGrow)).toEqual(["3", "1"]);
  });

  test("speaks English", () => {
    show({ approved: 2 }, "en");
    expect(screen.getByRole("img")).toHaveAccessibleName("Approved: 2");
  });

  test("is absent without cases", () => {
    show({});
    expect(screen.queryByRole("img")).toBeNull();
  });
});
