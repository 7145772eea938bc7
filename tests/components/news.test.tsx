import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { Bell } from "@/components/news/bell";
import { NoticePage } from "@/components/news/notice-page";
import { Wishes } from "@/components/news/wishes";
import type { Notification } from "@/lib/contract/answers/news";
import { formats, messagesFor } from "@/lib/messages";

jest.mock("next/navigation", () => ({ useRouter: () => ({ refresh: jest.fn(), push: jest.fn() }) }));

const Danish = ({ children }: { children: React.ReactNode }) => (
  <NextIntlClientProvider
    locale="da"
    messages={messagesFor("da")}
    formats={formats}
    timeZone="Europe/Copenhagen"
  >
    {children}
  </NextIntlClientProvider>
);

const aNotice = (n: number, more: Partial<Notification> = {}): Notification => ({
  id: `n${n}`,
  action: "approve",
  kind: "answer",
  message: `Net A/S har anvist ${n} sager i Bygaden`,
  by: "Net A/S",
  count: n,
  projects: 1,
  projectId: "p",
  projectName: "Bygaden",
  operationId: "o",
  at: "2026-11-24T11:00:00.000Z",
  readAt: null,
  undoneAt: null,
  ...more,
});

/** The server: what is not read, and what it was asked. */
function aServer(notices: Notification[]) {
  const asked: [string, unknown][] = [];
  globalThis.fetch = jest.fn(async (path: string, { body }: RequestInit = {}) => {
    asked.push([path, body ? JSON.parse(String(body)) : null]);
    if (body) notices = notices.map((notice) => ({ ...notice, readAt: "2026-11-24T12:00:00.000Z" }));
    const unread = notices.filter(({ readAt }) => readAt === null).length;
    return { status: 200, json: async () => ({ notifications: notices, unread, nextCursor: null }) };
  }) as unknown as typeof fetch;
  return asked;
}
const bell = () => screen.getByRole("link", { name: /^Beskeder, / });

test("the bell names how many are unread; its panel shows them and marks them all", async () => {
  const asked = aServer([aNotice(2), aNotice(3, { readAt: "2026-11-24T11:30:00.000Z" })]);
  render(<Bell unread={1} />, { wrapper: Danish });
  expect(bell()).toHaveAccessibleName("Beskeder, 1 ulæst");
  expect(bell()).toHaveAttribute("href", "/notifications");
  await userEvent.click(bell());
  const panel = await screen.findByRole("dialog", { name: "Beskeder" });
  const first = await within(panel).findByRole("link", {
    name: /^Ulæst: Net A\/S har anvist 2 sager i Bygaden/,
  });
  expect(first).toHaveAttribute("href", "/notifications/n2");
  expect(within(panel).getByRole("link", { name: /^Net A\/S har anvist 3 sager/ })).toBeVisible();
  expect(within(panel).getByText("24.11.2026 kl. 12.00", { selector: "li:first-child *" })).toBeVisible();
  expect(within(panel).getByRole("link", { name: "Indstillinger" })).toHaveAttribute("href", "/profile#news");
  expect(within(panel).getByRole("link", { name: "Vis alle" })).toHaveAttribute("href", "/notifications");
  await userEvent.click(within(panel).getByRole("button", { name: "Markér alle som læst" }));
  await waitFor(() =>
    expect(within(panel).queryByRole("button", { name: "Markér alle som læst" })).toBeNull(),
  );
  expect(asked).toContainEqual(["/api/v1/notifications/read", { all: true }]);
  expect(within(panel).queryByText("Ulæst:")).toBeNull();
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(bell()).toHaveAccessibleName("Beskeder, ingen ulæste");
});

test("a new count of the server is shown, many as more than 99, and none without a number", () => {
  aServer([]);
  const { rerender } = render(<Bell unread={3} />, { wrapper: Danish });
  expect(bell()).toHaveTextContent("3");
  rerender(<Bell unread={100} />);
  expect(bell()).toHaveAccessibleName("Beskeder, over 99 ulæste");
  expect(bell()).toHaveTextContent("99+");
  rerender(<Bell unread={0} />);
  expect(bell()).toHaveTextContent("");
});

test("an open page looks by itself, and a lost connection changes nothing", async () => {
  jest.useFakeTimers();
  aServer([aNotice(2)]);
  render(<Bell unread={0} />, { wrapper: Danish });
  await act(async () => jest.advanceTimersByTimeAsync(60_000));
  expect(bell()).toHaveAccessibleName("Beskeder, 1 ulæst");
  globalThis.fetch = jest.fn(async () => {
    throw new Error("lost");
  });
  await act(async () => jest.advanceTimersByTimeAsync(60_000));
  expect(bell()).toHaveAccessibleName("Beskeder, 1 ulæst");
  jest.useRealTimers();
});

test("what cannot be fetched is told", async () => {
  globalThis.fetch = jest.fn(async () => ({
    status: 503,
    json: async () => null,
  })) as unknown as typeof fetch;
  render(<Bell unread={2} />, { wrapper: Danish });
  await userEvent.click(bell());
  expect(await screen.findByText("Beskederne kunne ikke hentes. Prøv igen.")).toBeVisible();
});

test("the page has a form to mark all, and links to what is unread and what is older", () => {
  const page = (more: object = {}) => (
    <NoticePage
      notices={[aNotice(2)]}
      unread={1}
      onlyUnread={false}
      more="/notifications?cursor=c"
      markAllRead={jest.fn()}
      {...more}
    />
  );
  const { rerender } = render(page(), { wrapper: Danish });
  expect(screen.getByRole("button", { name: "Markér alle som læst" }).closest("form")).not.toBeNull();
  expect(screen.getByRole("link", { name: "Kun ulæste" })).toHaveAttribute(
    "href",
    "/notifications?unread=true",
  );
  expect(screen.getByRole("link", { name: "Vis ældre" })).toHaveAttribute("href", "/notifications?cursor=c");
  rerender(page({ notices: [], unread: 0, onlyUnread: true, more: null }));
  expect(screen.queryByRole("button")).toBeNull();
  expect(screen.getByText("Alt er læst")).toBeVisible();
});

test("a choice is kept at once; a refused one goes back", async () => {
  const setWishes = jest
    .fn()
    .mockResolvedValueOnce({ ok: true, value: undefined })
    .mockResolvedValueOnce({ ok: false, code: "busy", message: "Travlt.", errors: [] });
  render(<Wishes wishes={{ waiting: "now", own: "daily" }} setWishes={setWishes} />, { wrapper: Danish });
  const waiting = screen.getByRole("radiogroup", { name: "Noget venter på os" });
  const own = screen.getByRole("radiogroup", { name: "Mine egne sager" });
  expect(within(own).getByRole("radio", { name: "Daglig kl. 7" })).toBeChecked();
  await userEvent.click(within(waiting).getByRole("radio", { name: "Kun klokken" }));
  expect(setWishes).toHaveBeenLastCalledWith({ waiting: "bell" });
  expect(within(waiting).getByRole("radio", { name: "Kun klokken" })).toBeChecked();
  await userEvent.click(within(own).getByRole("radio", { name: "Straks" }));
  expect(await screen.findByText("Travlt.")).toBeVisible();
  expect(within(own).getByRole("radio", { name: "Daglig kl. 7" })).toBeChecked();
});
