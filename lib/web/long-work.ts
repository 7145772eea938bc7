import { DomainError } from "@/lib/contract/errors";
import { LIMITS } from "@/lib/domain/limits";
import type { Ctx, Outcome, ProgressPhase } from "@/lib/server/kernel/context";
import { Replay } from "@/lib/server/kernel/idempotency";
import { refusalOf } from "./refusal";
import { type Answer, jsonTextInTurns, problemOf, send, UNCACHED } from "./response";
import type { RouteInput } from "./route";

type Told = Answer & { isReplay: boolean };

/** An answer as the text that is kept under a key: three digits of status, a blank, and the body byte for byte. */
const toKept = ({ status, text }: Answer) => `${status} ${text}`;
const fromKept = (kept: string): Answer => ({ status: Number(kept.slice(0, 3)), text: kept.slice(4) });

/**
 * Runs work that may take long, once for each `Idempotency-Key`. A caller that accepts `application/x-ndjson` gets a line
 * `{"progress"}` for each step, and last `{"result"}` or `{"problem"}`. The work is completed also when the caller has
 * gone.
 */
export async function longWork<Result>(
  { ctx, request, locale, t }: Pick<RouteInput, "ctx" | "request" | "locale" | "t">,
  requestHash: string,
  work: (ctx: Ctx) => Promise<Result>,
  answer: (result: Result) => unknown,
): Promise<Response> {
  const done = async (result: Result) => ({ status: 200, text: await jsonTextInTurns(await answer(result)) });
  const refused = (error: unknown) => problemOf(refusalOf(error, locale), t);
  const key = keyOf(request);
  // The kept answer is also sent, since a long one takes time to make.
  let kept: { given: unknown; answer: Answer } | undefined;
  const once = key && {
    key,
    requestHash,
    keep: async (outcome: Outcome) => {
      const [given, answer] =
        "result" in outcome
          ? [outcome.result, await done(outcome.result as Result)]
          : [outcome.refusal, await refused(outcome.refusal)];
      kept = { given, answer };
      return toKept(answer);
    },
  };
  const keptFor = (given: unknown) => (kept && kept.given === given ? kept.answer : undefined);
  const tell = (more: Partial<Ctx>): Promise<Told> =>
    work({ ...ctx, ...(once && { once }), ...more }).then(
      async (result) => ({ ...(keptFor(result) ?? (await done(result))), isReplay: false }),
      async (error: unknown) =>
        error instanceof Replay
          ? { ...fromKept(error.kept), isReplay: true }
          : { ...(keptFor(error) ?? (await refused(error))), isReplay: false },
    );
  if (request.headers.get("accept")?.includes("application/x-ndjson")) return streamed(tell);
  const { isReplay, ...told } = await tell({});
  return send(told, isReplay ? { "idempotency-replayed": "true" } : {});
}

/** The header's key, 1 to 255 visible ASCII characters, or undefined; `invalid` for another one. */
function keyOf(request: Request): string | undefined {
  const key = request.headers.get("idempotency-key");
  if (key === null || /^[\x21-\x7e]{1,255}$/.test(key)) return key ?? undefined;
  const params = { limit: LIMITS.idempotencyKeyLength };
  throw new DomainError("invalid", { faults: [{ path: "Idempotency-Key", code: "not_a_key", params }] });
}

function streamed(tell: (more: Partial<Ctx>) => Promise<Told>): Response {
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const encoder = new TextEncoder();
      let isOpen = true;
      const line = (text: string) => {
        try {
          if (isOpen) controller.enqueue(encoder.encode(`${text}\n`));
        } catch {
          isOpen = false;
        }
      };
      let operationId: string | undefined;
      const begun = (id: string) => {
        operationId = id;
      };
      const progress = (phase: ProgressPhase, done: number, total: number) =>
        line(JSON.stringify({ progress: { phase, done, total, operationId } }));
      const { status, text } = await tell({ begun, progress });
      line(`{"${status < 400 ? "result" : "problem"}":${text}}`);
      if (isOpen) controller.close();
    },
  });
  return new Response(stream, {
    headers: { ...UNCACHED, "content-type": "application/x-ndjson", "x-accel-buffering": "no" },
  });
}
