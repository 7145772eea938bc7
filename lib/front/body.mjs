import { Refusal } from "./refusal.mjs";

/** Reads the whole body of at most `limit` bytes, and puts it back for Next to read. */
export function readBody(req, limit) {
  const tooLarge = () => new Refusal("payload_too_large", { limit: `${limit / 1024} kB` });
  if (Number(req.headers["content-length"] ?? 0) > limit) throw tooLarge();
  const chunks = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    const settle = (act) => {
      req.off("readable", onReadable).off("close", onClose).off("error", onClose);
      act();
    };
    const onReadable = () => {
      for (let chunk = req.read(); chunk !== null; chunk = req.read()) {
        chunks.push(chunk);
        length += chunk.length;
        if (length > limit) return settle(() => reject(tooLarge()));
      }
      if (!req.complete) return;
      const body = Buffer.concat(chunks);
      // At once: on the next tick the stream has ended, and takes nothing back.
      req.unshift(body);
      settle(() => resolve(body));
    };
    const onClose = () => settle(() => reject(new Refusal("unreadable_request")));
    req.on("readable", onReadable).on("close", onClose).on("error", onClose);
  });
}
