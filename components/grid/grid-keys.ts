"use client";

import { useMemo, useState } from "react";
import type { Key } from "react-aria-components/Table";

/** React Aria's set of keys remembers where a range began; ours does not, so the two are kept side by side. */
type Keys = Set<Key> & { anchorKey?: Key | null; currentKey?: Key | null };

export function useKeys(selectedIds: ReadonlySet<string>) {
  const [latest, setLatest] = useState<Keys | null>(null);
  const given = useMemo((): Keys => {
    if (!latest) return selectedIds as Set<Key>;
    const Made = latest.constructor as new (ids: Iterable<Key>, from?: Key | null, to?: Key | null) => Keys;
    return new Made(selectedIds, latest.anchorKey, latest.currentKey);
  }, [selectedIds, latest]);
  return {
    given,
    changed(next: Keys) {
      const added = [...next].filter((key) => !selectedIds.has(key as string)) as string[];
      const removed = [...selectedIds].filter((key) => !next.has(key));
      // Taking a case out is a toggle too: the next range begins there. A range would have moved its end.
      const isToggledOut = added.length === 0 && removed.length === 1 && next.currentKey === given.currentKey;
      if (isToggledOut) next.anchorKey = next.currentKey = removed[0] as string;
      setLatest(next);
      return { added, removed };
    },
  };
}
