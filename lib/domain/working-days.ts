const DAY = 86_400_000;

/** Working days that the grid company must have between the report and the wished meter date. */
export const METER_NOTICE_WORKING_DAYS = 2;

/** The days on which a grid company works though most are closed. */
export type WorksOn = { december24: boolean; december31: boolean };
const CLOSED: WorksOn = { december24: false, december31: false };
/** For who does not know the company: every day that may be a working day. */
export const MOST_OPEN: WorksOn = { december24: true, december31: true };

const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Easter Sunday by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8). */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const day = (h + l - 7 * m + 33 * month + 19) % 32;
  return Date.UTC(year, month - 1, day);
}

/** In days from Easter Sunday: Maundy Thursday, Good Friday, Easter Monday, Ascension Day, Whit Monday. */
const AROUND_EASTER = [-3, -2, 1, 39, 50];
/** New Year's Day, Constitution Day, Christmas Eve and Days, New Year's Eve: grid companies are closed on all. */
const FIXED = ["01-01", "06-05", "12-24", "12-25", "12-26", "12-31"];

const closedDays = new Map<number, Set<string>>();
function closedDaysOf(year: number): Set<string> {
  const known = closedDays.get(year);
  if (known) return known;
  const easter = easterSunday(year);
  const days = new Set([
    ...FIXED.map((day) => `${year}-${day}`),
    ...AROUND_EASTER.map((offset) => dateOf(easter + offset * DAY)),
  ]);
  // Great Prayer Day was abolished from 2024.
  if (year < 2024) days.add(dateOf(easter + 26 * DAY));
  closedDays.set(year, days);
  return days;
}

/**
 * Whether a Danish grid company works on a date (YYYY-MM-DD): no weekend, no public holiday, no customary day off. In SQL it
 * is `is_working_day`.
 */
export function isWorkingDay(date: string, works = CLOSED): boolean {
  const weekday = new Date(dayOf(date)).getUTCDay();
  if (weekday === 0 || weekday === 6) return false;
  if (date.endsWith("-12-24")) return works.december24;
  if (date.endsWith("-12-31")) return works.december31;
  return !closedDaysOf(Number(date.slice(0, 4))).has(date);
}

/**
 * The date `days` working days after `date` (both YYYY-MM-DD); the day itself does not count. In SQL it is
 * `add_working_days`.
 */
export function addWorkingDays(date: string, days: number, works = CLOSED): string {
  let time = dayOf(date);
  for (let left = days; left > 0; ) {
    time += DAY;
    if (isWorkingDay(dateOf(time), works)) left -= 1;
  }
  return dateOf(time);
}

/** The date itself when it is a working day, otherwise the next working day. */
export const workingDayFrom = (date: string, works = CLOSED): string =>
  isWorkingDay(date, works) ? date : addWorkingDays(date, 1, works);
