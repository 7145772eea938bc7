import { NO_DRAFT, storeDraft } from "./draft";
import { type ImportEvent, importFlow } from "./import-flow";
import { type ImportState, type Start, startOf } from "./import-state";

/** Holds the state of one import. `send` changes it, stores the draft in this tab, and shows the step in the address. */
export function importStore(groupId: string, start: Start) {
  let state = startOf(start);
  const listeners = new Set<() => void>();
  return {
    now: () => state,
    subscribe: (tell: () => void) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    send: (event: ImportEvent): void => {
      const before = state;
      state = importFlow(before, event);
      if (state === before) return;
      keep(groupId, before, state);
      if (event.type !== "placed") showPlace(groupId, before, state);
      for (const tell of listeners) tell();
    },
  };
}

/** Stores a changed draft in this tab until its cases are created. */
function keep(groupId: string, before: ImportState, { draft, created }: ImportState) {
  if (draft !== before.draft || created !== before.created) storeDraft(groupId, created ? NO_DRAFT : draft);
}

/** Shows step and tab in the address; a new step is a page to go Back from, a tab is not. */
function showPlace(groupId: string, before: ImportState, { place: { tab, step } }: ImportState) {
  const query = new URLSearchParams({ group: groupId, tab });
  if (step > 1) query.set("step", String(step));
  if (step !== before.place.step) window.history.pushState(null, "", `?${query}`);
  else if (tab !== before.place.tab) window.history.replaceState(null, "", `?${query}`);
}
