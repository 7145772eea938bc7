/** Of the keys under which a tab keeps its selections. */
export const PREFIX = "selection:";

/** At log-out: whoever comes next finds no selection. In a file of its own, since every page loads it. */
export function forgetSelections(): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
}
