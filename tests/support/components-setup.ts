import "@testing-library/jest-dom";
import { configure } from "@testing-library/react";

// What is fetched on demand is compiled first, the first time.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(30_000);

// What jsdom lacks and the widgets ask for.
class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= Observer as unknown as typeof ResizeObserver;
globalThis.IntersectionObserver ??= Observer as unknown as typeof IntersectionObserver;
window.matchMedia ??= ((query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => {},
  removeEventListener: () => {},
  addListener: () => {},
  removeListener: () => {},
})) as unknown as typeof window.matchMedia;
