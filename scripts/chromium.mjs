import { existsSync } from "node:fs";

const PLACES = [
  process.env.CHROMIUM_PATH,
  // Debian's, without a window: its own interface takes as much work as the pages.
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The system's own Chromium, or undefined. */
export const chromium = () => PLACES.find((place) => place && existsSync(place));
