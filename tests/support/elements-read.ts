/** How many elements of lists are gone through; a copy by `[...list]` counts, `map` and `filter` do not. */
export async function elementsRead(work: () => unknown): Promise<number> {
  const { prototype } = Array;
  const own = prototype[Symbol.iterator];
  let count = 0;
  prototype[Symbol.iterator] = function (this: unknown[]) {
    count += this.length;
    return own.call(this);
  };
  try {
    await work();
  } finally {
    prototype[Symbol.iterator] = own;
  }
  return count;
}
