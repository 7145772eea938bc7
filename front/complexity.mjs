/**
 * Whether JSON has more levels or values than are allowed, counted before anything is built of it: both cost far more
 * to hold than to send.
 */
export function isTooComplex(text, limits) {
  let level = 0;
  let values = 0;
  let isInString = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i);
    if (isInString) {
      if (char === 0x5c) i += 1;
      else if (char === 0x22) isInString = false;
    } else if (char === 0x22) isInString = true;
    else if (char === 0x7b || char === 0x5b) level += 1;
    else if (char === 0x7d || char === 0x5d) level -= 1;
    else if (char === 0x2c) values += 1;
    if (level > limits.levels || values > limits.values) return true;
  }
  return false;
}
