// @ts-check
import { hasSession } from "./action.mjs";

const AT_ONCE = 2;
/** In milliseconds; an answer that is read slowly keeps no place from others. */
const PLACE_MS = 100;

let inside = 0;
/** @type {(() => void)[]} */
const line = [];

/**
 * Whether a visitor, who has not logged in, asks for something that is made anew. A log-in is none of these: wrong ones
 * are slowed down, and would stand in the line before everybody.
 * @param {import("node:http").IncomingMessage} req
 */
export const isVisitor = ({ headers, method, url = "" }) =>
  method === "GET" &&
  headers.authorization === undefined &&
  !hasSession(headers) &&
  !/^\/(?:_next\/|api\/health(?:$|\?))/.test(url);

/**
 * A few visitors are answered at a time: a crowd of them at once must not stand before those who work.
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
    // The place goes to whoever is next.
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
