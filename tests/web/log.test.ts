import { faultText, redacted } from "@/lib/front/log.mjs";

test.each([
  ["mail to anna.ærø@firma.dk was refused", "mail to [e-mail] was refused"],
  ["Key (email)=(anna@firma.dk) exists", "Key (email)=([e-mail]) exists"],
  ["telephone 12345678 and CVR 87654321.", "telephone [number] and CVR [number]."],
  ["metering point 571313174112345678", "metering point [number]"],
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
