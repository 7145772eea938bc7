/** The content type of a form: one valid boundary, and perhaps a charset. */
const TYPE =
  /^multipart\/form-data(?:\s*;\s*charset=[\w-]+)?\s*;\s*boundary=(?:"([\w'()+,./:=? -]{1,70})"|([\w'()+./:=?-]{1,70}))\s*(?:;\s*charset=[\w-]+\s*)?$/i;
const HEAD_BYTES = 8 * 1024;
/**
 * The head of a plain field as browsers write it. Readers differ on other heads: with a type, an encoding, two names.
 */
export const FIELD_HEAD = /^\r\nContent-Disposition: form-data; name="[^"\r\n]*"$/i;

/**
 * The boundary in a content type, and the type without anything else, for the next reader; undefined when it is no form.
 */
export function formType(given = "") {
  const [, quoted, plain] = TYPE.exec(given) ?? [];
  const boundary = quoted ?? plain;
  return boundary && { boundary, type: `multipart/form-data; boundary="${boundary}"` };
}

/**
 * Parses a form; null when it is none, or has more parts or other heads than `rules` allow. These are counted first,
 * since parts cost far more to build than to send.
 */
export async function readForm(body, { boundary, type }, rules) {
  if (!hasPlainParts(body, `--${boundary}`, rules)) return null;
  return new Response(body, { headers: { "content-type": type } }).formData().catch(() => null);
}

function hasPlainParts(body, delimiter, { parts, head = /^/ }) {
  let count = 0;
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at)) {
    at += delimiter.length;
    count += 1;
    // The last boundary ends the form.
    if (count > parts + 1) return false;
    if (body.toString("latin1", at, at + 2) === "--") continue;
    const written = body.toString("latin1", at, at + HEAD_BYTES);
    const end = written.indexOf("\r\n\r\n");
    if (end < 0 || !head.test(written.slice(0, end))) return false;
  }
  return true;
}
