/** Numbers and choices drawn by a seed: the same ones at every run (mulberry32). */
export function drawn(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** A whole number from 0 up to, but not including, `end`. */
  const upTo = (end: number) => Math.floor(next() * end);
  const oneOf = <Value>(values: readonly Value[]) => values[upTo(values.length)] as Value;
  return { upTo, oneOf };
}
