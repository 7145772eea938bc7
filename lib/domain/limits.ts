/** Every limit of the system (docs/rules.md says what each is of); the error that hits one names it. */
export const LIMITS = {
  uploadBytes: 10 * 1024 * 1024,
  uploadRows: 20_000,
  inflatedBytes: 200 * 1024 * 1024,
  bodyBytes: 12 * 1024 * 1024,
  selectionCases: 50_000,
  /** Of one kind in a filter. */
  filterValues: 1_000,
  nameLength: 120,
  reasonLength: 500,
  /** Told of one request: what is wrong in a million places is read by nobody. */
  faults: 100,
  pageSize: 500,
  searchLength: 200,
  /** That one filter may join. */
  searches: 10,
  /** Of a JSON body: deeper or richer than any honest one. */
  bodyLevels: 32,
  bodyValues: 300_000,
  /** In one list or object: above what one operation may take, whose own limit says more. */
  bodyMembers: 150_000,
  idempotencyKeyLength: 255,
  idempotencyDays: 7,
  loginTries: 10,
  loginMinutes: 15,
  undoMinutes: 15,
} as const;
