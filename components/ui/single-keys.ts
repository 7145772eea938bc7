/** Single keys, as »/«, which a reader can switch off (WCAG 2.1.4). */

const OFF = "single-keys-off";

export const areSingleKeysOn = () => {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
};

export const setSingleKeys = (isWanted: boolean) => {
  if (isWanted) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
  window.dispatchEvent(new Event("storage"));
};

export const listenToSingleKeys = (tell: () => void) => {
  window.addEventListener("storage", tell);
  return () => window.removeEventListener("storage", tell);
};

/** Whether a key is no single key: it goes into a field, a dialog or a menu, or has another key with it. */
export const isOtherKey = ({ ctrlKey, metaKey, altKey, target }: KeyboardEvent) =>
  ctrlKey ||
  metaKey ||
  altKey ||
  (target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest("input:not([type=checkbox]), textarea, select, [role=dialog], [role=menu]") !== null));
