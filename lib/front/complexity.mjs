/**
 * Whether JSON has more levels, more values, or more values in one list or object than allowed. Counted before it is
 * parsed, since values cost far more to build and check than to send.
 */
export function isTooComplex(text, { levels, values, members = values }) {
  const counts = [];
  let all = 0;
  let isInString = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i);
    if (isInString) {
      if (char === 0x5c) i += 1;
      else if (char === 0x22) isInString = false;
    } else if (char === 0x22) isInString = true;
    else if (char === 0x7b || char === 0x5b) {
      if (counts.push(1) > levels) return true;
    } else if (char === 0x7d || char === 0x5d) counts.pop();
    else if (char === 0x2c) {
      all += 1;
      if (all > values) return true;
      if (counts.length > 0) {
        counts[counts.length - 1] += 1;
        if (counts[counts.length - 1] > members) return true;
      }
    }
  }
  return false;
}
