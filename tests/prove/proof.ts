/** So many reasons of failures are told, cut to so many characters. */
const REASONS = 10;
const CHARACTERS = 400;

/** What is found out about an item. */
export class Proof {
  tried = 0;
  failed = 0;
  /** Parts that could not be tried, with the reason. */
  readonly skipped: string[] = [];
  readonly reasons: string[] = [];
  /** Further members of the item's line. */
  readonly figures: Record<string, unknown> = {};

  /** `chosen` are all items that were asked for, `only` what the names of its parts must have in an item of many. */
  constructor(
    readonly isShort: boolean,
    readonly chosen: readonly string[],
    readonly only: string,
  ) {}

  /** What the short run does not try. */
  leaveOut(what: string): void {
    this.skipped.push(`short: ${what}`);
  }

  /** Counts an attempt: it failed when there are faults. */
  attempt(...faults: (string | false | null | undefined)[]): void {
    this.tried += 1;
    const found = faults.filter((fault) => typeof fault === "string");
    if (found.length > 0) this.fail(found.join("; "));
  }

  /** Counts several at once. */
  count(tried: number, reasons: readonly string[]): void {
    this.tried += tried;
    for (const reason of reasons) this.fail(reason);
  }

  /** How far an item has come that takes long. */
  tell(progress: string): void {
    process.stderr.write(`${progress}, failed ${this.failed}\n`);
  }

  private fail(reason: string): void {
    this.failed += 1;
    if (this.reasons.length < REASONS) this.reasons.push(reason.slice(0, CHARACTERS));
  }

  line(item: string, seconds: number): string {
    const { tried, failed, skipped, reasons, figures } = this;
    return JSON.stringify({
      ...{ item, tried, failed, seconds: Math.round(seconds * 10) / 10, ...figures },
      ...(skipped.length > 0 && { skipped: skipped.join("; ") }),
      ...(reasons.length > 0 && { reasons }),
    });
  }
}

export type Item = {
  item: string;
  /** What has to be there, or nothing of it can be tried. */
  needs: ("postgresql" | "build")[];
  run: (proof: Proof) => Promise<void>;
};
