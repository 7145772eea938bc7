/** A form as clients write its type: one boundary of the signs that may stand in one, and at most a charset beside it. */
const TYPE =
  /^multipart\/form-data(?:\s*;\s*charset=[\w-]+)?\s*;\s*boundary=(?:"([\w'()+,./:=? -]{1,70})"|([\w'()+./:=?-]{1,70}))\s*(?:;\s*charset=[\w-]+\s*)?$/i;
const HEAD_BYTES = 8 * 1024;
/** A field as browsers write it: with a type, a coding or a second name one reader would take it otherwise than another. */
export const FIELD_HEAD = /^\r\nContent-Disposition: form-data; name="[^"\r\n]*"$/i;

/**
 * Where a body of this content type is cut, and the type that says no more than that, for whoever reads it next;
 * undefined when it is none of a form.
 */
export function formType(given = "") {
  const [, quoted, plain] = TYPE.exec(given) ?? [];
  const boundary = quoted ?? plain;
  return boundary && { boundary, type: `multipart/form-data; boundary="${boundary}"` };
}

/**
 * The form, or null when it is none, or has more parts or other heads than are asked for: to build a part, or to read
 * a head, costs far more than to send it.
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
    // The last one ends the form.
    if (count > parts + 1) return false;
    if (body.toString("latin1", at, at + 2) === "--") continue;
    const written = body.toString("latin1", at, at + HEAD_BYTES);
    const end = written.indexOf("\r\n\r\n");
    if (end < 0 || !head.test(written.slice(0, end))) return false;
  }
  return true;
}
