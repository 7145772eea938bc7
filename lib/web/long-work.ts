import { DomainError } from "@/lib/domain/error";
import type { Ctx, ProgressPhase } from "@/lib/server/context";
import { refusalOf } from "./refusal";
import { problemBody, type RouteInput } from "./route";

/** The request's `Idempotency-Key`, with the hash of what was sent; undefined when it has none. */
export function onceOf(request: Request, requestHash: string): Ctx["once"] {
  const key = request.headers.get("idempotency-key");
  if (key === null) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new DomainError("invalid", { faults: [{ path: "Idempotency-Key", code: "invalid" }] });
  return { key, requestHash };
}

/**
 * Runs work that may take a while. A caller that accepts `application/x-ndjson` gets a line for each step and
 * last `{"result"}` or `{"problem"}`. The work is finished even when the caller has gone away.
 */
export async function longWork<Result>(
  input: Pick<RouteInput<unknown>, "ctx" | "request" | "locale" | "t">,
  requestHash: string,
  work: (ctx: Ctx) => Promise<Result>,
): Promise<Result | Response> {
  const { request, locale, t } = input;
  const ctx = { ...input.ctx, once: onceOf(request, requestHash) };
  if (!request.headers.get("accept")?.includes("application/x-ndjson")) return work(ctx);
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const encoder = new TextEncoder();
      let isOpen = true;
      const send = (line: unknown) => {
        try {
          if (isOpen) controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
        } catch {
          isOpen = false;
        }
      };
      const progress = (phase: ProgressPhase, done: number, total: number) =>
        send({ progress: { phase, done, total } });
      try {
        send({ result: await work({ ...ctx, progress }) });
      } catch (error) {
        send({ problem: problemBody(refusalOf(error, locale), t) });
      }
      if (isOpen) controller.close();
    },
  });
  return new Response(stream, {
    headers: {
      "content-type": "application/x-ndjson",
      "cache-control": "private, no-store",
      "x-accel-buffering": "no",
    },
  });
}
