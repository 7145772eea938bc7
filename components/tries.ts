import { type Answer, LOST } from "./api";

/** Why something is sent again: no answer came, or the server has others to serve first. */
export type Pause = "lost" | "busy";

/** What a proxy says while the server behind it is away. */
export const AWAY = [502, 503, 504];

/**
 * Sends until the answer says what became of it, at most once more than there are `waits` (in seconds). Only for what
 * happens once however often it is sent.
 */
export async function sendUntilSettled<Body>(
  send: () => Promise<Answer<Body>>,
  waits: readonly number[],
  onPause: (pause: Pause) => void,
): Promise<Answer<Body>> {
  let pause: Pause | null = null;
  for (const seconds of waits) {
    const answer = await send();
    pause = pauseAfter(answer, pause);
    if (!pause) return answer;
    onPause(pause);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  }
  return send();
}

/** Whether the answer leaves open what became of the work; null when it is settled. */
function pauseAfter(answer: Answer<unknown>, before: Pause | null): Pause | null {
  if (answer.ok) return null;
  const { code } = answer.problem;
  if (answer === LOST || code === "outcome_unknown") return "lost";
  if (before === "lost" && AWAY.includes(answer.status)) return "lost";
  return code === "busy" ? "busy" : null;
}
