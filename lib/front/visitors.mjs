// @ts-check
import { hasSession } from "./action.mjs";

const AT_ONCE = 2;
/** In milliseconds: a place is given on after so long, also while an answer is being read slowly. */
const PLACE_MS = 100;

let inside = 0;
/** @type {(() => void)[]} */
const line = [];

/**
 * Whether a request without a session is for something that must be rendered. Log-ins are not counted: wrong ones are
 * slowed, and would hold places.
 * @param {import("node:http").IncomingMessage} req
 */
export const isVisitor = ({ headers, method, url = "" }) =>
  method === "GET" &&
  headers.authorization === undefined &&
  !hasSession(headers) &&
  !/^\/(?:_next\/|api\/health(?:$|\?))/.test(url);

/**
 * Answers a few visitors at a time, so that many of them do not delay logged-in users.
 * @param {() => Promise<void>} answer
 */
export async function inLine(answer) {
  if (inside >= AT_ONCE) await new Promise((resolve) => line.push(() => resolve(undefined)));
  else inside += 1;
  let hasLeft = false;
  const leave = () => {
    if (hasLeft) return;
    hasLeft = true;
    const next = line.shift();
    // The next visitor gets the place.
    if (next) next();
    else inside -= 1;
  };
  const timer = setTimeout(leave, PLACE_MS);
  try {
    await answer();
  } finally {
    clearTimeout(timer);
    leave();
  }
}
