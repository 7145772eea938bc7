import { setFlagsFromString } from "node:v8";

/**
 * Counts the steps of reading text, the same on every machine and however busy it is. A regular expression's are those
 * that V8 itself counts when it is given a limit for them; a method's is the length of what it looks through.
 */
export function stepsOf(work: () => unknown): number {
  steps = 0;
  const restore = [patchRegExp(), ...METHODS.map(([owner, name, cost]) => patch(owner, name, cost))];
  try {
    work();
  } catch {
    // What it refuses it has read as well.
  } finally {
    for (const undo of restore) undo();
  }
  return steps;
}

/** Twice the text, twice the work, and something for what is done once. */
export const isLinear = (once: number, twice: number): boolean =>
  Number.isFinite(twice) && twice <= 2.4 * once + 3_000;

/** How the steps grew where that was more than it may be; null else. What V8 does for a first time may count for more. */
export function tooMuchFor(read: (text: string) => unknown, once: string, twice: string): string | null {
  for (let tries = 3; ; tries -= 1) {
    const [less, more] = [stepsOf(() => read(once)), stepsOf(() => read(twice))];
    if (isLinear(less, more)) return null;
    if (tries === 1) return `${less} → ${more} steps`;
  }
}

let steps = 0;
let isCounting = true;

/** What is done inside counts nothing of itself. */
function uncounted<Result>(work: () => Result): Result {
  const before = isCounting;
  isCounting = false;
  try {
    return work();
  } finally {
    isCounting = before;
  }
}

type Limited = (source: string, flags: string, limit: number) => RegExp;
let limited: Limited | undefined;

/** V8's own way to give up after so many steps back; there since before Node.js 20, behind a flag. */
function withLimit(): Limited {
  setFlagsFromString("--allow-natives-syntax");
  limited ??= new Function("s", "f", "n", "return %NewRegExpWithBacktrackLimit(s, f, n)") as Limited;
  return limited;
}

const ATOM =
  /(\[(?:\\.|[^\]\\])*\]|\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[0-9a-f]{4}|\\.|[^()|^$*+?{}\\[\]])([*+?]|\{\d+(?:,\d*)?\})?|\(\?:/gi;

/** Groups that remember: V8 counts no steps in a loop over single characters, and remembers nothing there. */
const remembering = (source: string) =>
  source.replace(ATOM, (all: string, atom?: string, times?: string) =>
    all === "(?:" ? "(" : times ? `(${atom})${times}` : all,
  );

/** No text of a test takes as many steps when it is read in a line. */
const ENDLESS = 2 ** 24;

function endless() {
  steps = Number.POSITIVE_INFINITY;
  return new Error("too many steps to count");
}

/** What asking V8 for the steps of a pattern takes, made once: the pattern for each limit. */
type Search = { fromLastIndex: boolean; within: (limit: number) => RegExp; least: RegExp };

/** By the pattern itself, for a text may hold it at every letter; a literal and `split` make a new one each time. */
const searches = new WeakMap<RegExp, Search>();
const searchesBySource = new Map<string, Search>();
// A pattern that looks for the steps is asked past the patches.
const { exec } = RegExp.prototype;

function searchOf(pattern: RegExp): Search {
  const key = `/${pattern.source}/${pattern.flags}`;
  const search = searchesBySource.get(key) ?? madeSearch(pattern);
  searchesBySource.set(key, search);
  searches.set(pattern, search);
  return search;
}

function madeSearch(pattern: RegExp): Search {
  const own = remembering(pattern.source);
  // Its last alternative is the empty text: only who gave up finds nothing.
  const source = pattern.sticky ? `(?:${own})|` : `(?:[^]*?(?:${own}))|`;
  const flags = `${pattern.flags.replace(/[dgy]/g, "")}y`;
  const byLimit = new Map<number, RegExp>();
  const within = (limit: number) => {
    const made = byLimit.get(limit) ?? withLimit()(source, flags, limit);
    byLimit.set(limit, made);
    return made;
  };
  return { fromLastIndex: pattern.global || pattern.sticky, within, least: within(LEAST) };
}

const LEAST = 16;

/** The steps of one search, to the sixteenth: the limit at which V8 does not give up. */
export function searchSteps(pattern: RegExp, text: string, from = 0): number {
  return stepsWith(searches.get(pattern) ?? searchOf(pattern), text, from);
}

function stepsWith({ within, least }: Search, text: string, from: number): number {
  const isEnough = (search: RegExp) => {
    search.lastIndex = from;
    return exec.call(search, text) !== null;
  };
  if (isEnough(least)) return LEAST;
  let enough = 2 * LEAST;
  while (!isEnough(within(enough))) {
    if (enough > ENDLESS) throw endless();
    enough *= 2;
  }
  // Between half of it, where V8 gave up, and it.
  let part = enough / 4;
  for (const smallest = enough / 16; part >= smallest && part >= 1; part /= 2)
    if (isEnough(within(enough - part))) enough -= part;
  return enough;
}

function patchRegExp() {
  // test, replace, split and matchAll all come here once it is not V8's own.
  RegExp.prototype.exec = function (this: RegExp, text: string) {
    if (isCounting) {
      isCounting = false;
      try {
        const search = searches.get(this) ?? searchOf(this);
        steps += stepsWith(search, String(text), search.fromLastIndex ? this.lastIndex : 0);
      } finally {
        isCounting = true;
      }
    }
    return exec.call(this, text);
  };
  return () => {
    RegExp.prototype.exec = exec;
  };
}

type Cost = (text: string, args: unknown[], result: unknown) => number;
const whole: Cost = (text) => text.length;
const one: Cost = () => 1;
const upTo: Cost = (text, [, from], found) =>
  (typeof found === "number" && found >= 0 ? found : text.length) - Number(from ?? 0) + 1;
const fromEnd: Cost = (text, [, from], found) =>
  Number(from ?? text.length) - (typeof found === "number" && found >= 0 ? found : 0) + 1;

/** Marks on one letter are put in their order by inserting one after the other. */
const composing: Cost = (text) => {
  let run = 0;
  let cost = text.length;
  for (const char of text) {
    run = /\p{M}/u.test(char) ? run + 1 : 0;
    cost += run;
  }
  return cost;
};

const METHODS: [object, string | symbol, Cost][] = [
  ...["split", "replaceAll", "replace", "toLowerCase", "toUpperCase", "trim", "trimStart", "trimEnd"].map(
    (name): [object, string, Cost] => [String.prototype, name, whole],
  ),
  [String.prototype, Symbol.iterator, whole],
  [String.prototype, "isWellFormed", whole],
  [String.prototype, "toWellFormed", whole],
  [String.prototype, "localeCompare", whole],
  [String.prototype, "normalize", composing],
  [String.prototype, "indexOf", upTo],
  [String.prototype, "includes", (text, args, found) => upTo(text, args, found ? 0 : -1)],
  [String.prototype, "lastIndexOf", fromEnd],
  [String.prototype, "slice", one],
  [String.prototype, "charCodeAt", one],
  [Buffer.prototype, "indexOf", upTo],
  [Buffer.prototype, "includes", whole],
  [Buffer.prototype, "lastIndexOf", fromEnd],
  [Buffer.prototype, "toString", (_, __, text) => String(text).length],
];

function patch(owner: object, name: string | symbol, cost: Cost) {
  const methods = owner as Record<string | symbol, (...args: unknown[]) => unknown>;
  const own = methods[name];
  if (!own) throw new Error(`${String(name)} is not there`);
  methods[name] = function (this: string, ...args: unknown[]) {
    // A pattern is asked through its own methods, which must count.
    const result = args[0] instanceof RegExp ? own.apply(this, args) : uncounted(() => own.apply(this, args));
    if (isCounting) steps += uncounted(() => cost(this, args, result));
    return result;
  };
  return () => {
    methods[name] = own;
  };
}
