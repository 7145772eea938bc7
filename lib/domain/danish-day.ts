const FORMAT = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Copenhagen", dateStyle: "short" });

/** The Danish day, YYYY-MM-DD, of a moment; a number is in milliseconds since 1970. */
export const danishDay = (moment: Date | number): string => FORMAT.format(moment);
