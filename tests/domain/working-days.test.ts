import { addWorkingDays, isWorkingDay, workingDayFrom } from "@/lib/domain/working-days";

test.each([
  ["2026-11-24", true, "a Tuesday"],
  ["2026-11-28", false, "a Saturday"],
  ["2026-11-29", false, "a Sunday"],
  ["2026-01-01", false, "New Year's Day"],
  ["2026-04-02", false, "Maundy Thursday"],
  ["2026-04-03", false, "Good Friday"],
  ["2026-04-06", false, "Easter Monday"],
  ["2026-04-07", true, "the day after Easter"],
  ["2026-05-14", false, "Ascension Day"],
  ["2026-05-15", true, "the Friday after Ascension Day"],
  ["2026-05-25", false, "Whit Monday"],
  ["2026-06-05", false, "Constitution Day"],
  ["2026-12-24", false, "Christmas Eve"],
  ["2026-12-25", false, "Christmas Day"],
  ["2026-12-31", false, "New Year's Eve"],
  ["2027-03-29", false, "Easter Monday, early"],
  ["2038-04-26", false, "Easter Monday, as late as can be"],
  ["2023-05-05", false, "Great Prayer Day, the last one"],
  ["2024-04-26", true, "Great Prayer Day, abolished"],
  ["2028-02-29", true, "a leap day"],
])("%s works: %s (%s)", (day, works) => expect(isWorkingDay(day)).toBe(works));

test("Easter Monday is closed and the day after it is not, early and late, in years of every kind", () => {
  const MONDAYS = `1954-04-19 1981-04-20 2019-04-22 2020-04-13 2021-04-05 2022-04-18 2025-04-21 2029-04-02 2030-04-22
    2031-04-14 2032-03-29 2033-04-18 2034-04-10 2035-03-26 2036-04-14 2037-04-06 2039-04-11 2040-04-02 2049-04-19 2076-04-20`;
  const found = MONDAYS.split(/\s+/).map((monday) => {
    const tuesday = new Date(Date.parse(monday) + 86_400_000).toISOString().slice(0, 10);
    return [monday, isWorkingDay(monday), isWorkingDay(tuesday)];
  });
  expect(found).toEqual(MONDAYS.split(/\s+/).map((monday) => [monday, false, true]));
});

test("the days that are closed in every year are closed, and those beside them are not", () => {
  const isClosed = (day: string) => !isWorkingDay(`2041-${day}`);
  // All of them working days by their weekdays.
  expect(["01-01", "06-05", "12-24", "12-25", "12-26", "12-31"].map(isClosed)).toEqual(Array(6).fill(true));
  expect(["01-02", "06-04", "06-06", "12-23", "12-27", "12-30"].map(isClosed)).toEqual(Array(6).fill(false));
});

test.each([
  ["2026-11-24", 0, "2026-11-24"],
  ["2026-11-24", 1, "2026-11-25"],
  ["2026-11-27", 1, "2026-11-30"],
  ["2026-11-28", 1, "2026-11-30"],
  ["2026-11-24", 15, "2026-12-15"],
  ["2026-12-23", 1, "2026-12-28"],
  ["2026-12-23", 5, "2027-01-05"],
  ["2026-04-01", 1, "2026-04-07"],
])("%s and %i working days are %s", (from, days, to) => expect(addWorkingDays(from, days)).toBe(to));

test.each([
  ["2027-03-05", "2027-03-05"],
  ["2027-03-06", "2027-03-08"],
  ["2027-03-25", "2027-03-30"],
  ["2026-12-24", "2026-12-28"],
  ["2026-12-31", "2027-01-04"],
])("the working day from %s on is %s", (day, first) => expect(workingDayFrom(day)).toBe(first));
