import { useSyncExternalStore } from "react";

/** Stands in for `next/navigation` where a page keeps its place in the address: pushState tells its readers. */
const heard = new Set<() => void>();
const push = window.history.pushState.bind(window.history);
window.history.pushState = (...to) => {
  push(...to);
  for (const hear of heard) hear();
};

export const router = { refresh: jest.fn(), push: jest.fn() };
export const useRouter = () => router;
export const useSearchParams = () =>
  new URLSearchParams(
    useSyncExternalStore(
      (hear: () => void) => {
        heard.add(hear);
        return () => heard.delete(hear);
      },
      () => window.location.search,
    ),
  );
