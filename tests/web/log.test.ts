import { faultText, redacted, takeConsole } from "@/lib/front/log.mjs";
import { hostileTexts } from "../support/hostile-text";
import { tooMuchFor } from "../support/steps";

test.each([
  ["mail to anna.ærø@firma.dk was refused", "mail to [e-mail] was refused"],
  ["Key (email)=(anna@firma.dk) exists", "Key (email)=([e-mail]) exists"],
  ["telephone 12345678 and CVR 87654321.", "telephone [number] and CVR [number]."],
  ["metering point 571313174112345678", "metering point [number]"],
  ["ring 12 34 56 78, CPR 010190-1234", "ring [number], CPR [number]"],
  ["from 2026-11-28T10:00:00.000Z until 2026-12-24", "from 2026-11-28T10:00:00.000Z until 2026-12-24"],
  ["port 5432 after 65000 ms, line 1234567", "port 5432 after 65000 ms, line 1234567"],
])("personal data does not stand in a line: %s", (given, told) => {
  expect(redacted(given)).toBe(told);
});

test("of a fault of the database the values of its rows and statement are left out", () => {
  const cause = Object.assign(new Error('duplicate key value violates unique constraint "users_email"'), {
    code: "23505",
    detail: "Key (email)=(anna@firma.dk) already exists.",
    where: "COPY line 1: Anna",
  });
  const fault = new Error("Failed query: insert into users values ($1, $2)\nparams: Anna Ærø,anna@firma.dk", {
    cause,
  });
  const told = faultText(fault);
  expect(told).toContain("Failed query: insert into users values ($1, $2)");
  expect(told).toContain("caused by Error 23505: duplicate key value");
  expect(told).toMatch(/\n\s+at /);
  expect(told).not.toMatch(/Anna|anna|firma|COPY/);
});

test("a line of a message that looks like one of the stack is told as the message", () => {
  const told = faultText(new Error("first\n    at anna@firma.dk (12345678)"));
  expect(told).toContain("at [e-mail] ([number])");
  expect(told).not.toMatch(/anna|12345678/);
});

test("faults that hold others are told with them, and one that causes itself ends", () => {
  const one = new Error("outer");
  one.cause = one;
  expect(faultText(one).match(/outer/g)?.length).toBeLessThan(10);
  expect(faultText(new AggregateError([new Error("inner a"), new Error("inner b")], "both"))).toMatch(
    /both[^]*inner a[^]*inner b/,
  );
  expect(faultText(Object.assign(new Error("x"), { digest: "123" }))).toMatch(/^Error 123: x/);
  expect(faultText({ code: 7 })).toBe("{ code: 7 }");
  expect(faultText(Object.create(null))).toMatch(/null prototype/);
});

test("what is written to the console keeps its places and objects", () => {
  const log = globalThis.console;
  const { error, warn } = log;
  const written = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    takeConsole();
    log.error("%s failed", "the page", { code: 7 });
    log.warn(new Error("odd"));
    expect(written.mock.calls.map(([line]) => line)).toEqual([
      "the page failed { code: 7 }\n",
      "Error: odd\n",
    ]);
  } finally {
    written.mockRestore();
    Object.assign(log, { error, warn });
  }
});

test("long text is read in a line", () => {
  const tooMuch = hostileTexts(400).flatMap(([kind, given], i) => {
    const told = tooMuchFor(redacted, given, hostileTexts(800)[i]?.[1] ?? "");
    return told ? [`${kind}: ${told}`] : [];
  });
  expect(tooMuch).toEqual([]);
});
