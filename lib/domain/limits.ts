/** Every limit of the system (docs/rules.md says what each is of); the error that hits one names it. */
export const LIMITS = {
  uploadBytes: 10 * 1024 * 1024,
  uploadRows: 20_000,
  inflatedBytes: 200 * 1024 * 1024,
  bodyBytes: 12 * 1024 * 1024,
  selectionCases: 50_000,
  /** Values in one list of a filter. */
  filterValues: 1_000,
  nameLength: 120,
  reasonLength: 500,
  authorisationLength: 40,
  noteLength: 1_000,
  /** The most faults that one answer lists. */
  faults: 100,
  pageSize: 500,
  searchLength: 200,
  /** Searches in one filter. */
  searches: 10,
  /** Nesting and number of values of a JSON body; more than any real request has. */
  bodyLevels: 32,
  bodyValues: 300_000,
  /** Members of one list or object. Above the limits of operations, so that those give the better refusal. */
  bodyMembers: 150_000,
  idempotencyKeyLength: 255,
  idempotencyDays: 7,
  skippedRowsDays: 90,
  loginTries: 10,
  loginMinutes: 15,
  publicTries: 20,
  invitedAtOnce: 200,
  viewsOfPerson: 100,
  webhookUrlLength: 500,
  undoMinutes: 15,
} as const;
