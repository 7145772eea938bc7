import "server-only";
import { DomainError } from "@/lib/contract/errors";

const shared = globalThis as { projekterTurns?: Map<string, Turns> };
const all = (shared.projekterTurns ??= new Map());

type Waiting = { who: string; begin: () => void };
type Limits = {
  atOnce: number;
  perPerson: number;
  patienceMs?: number;
  /** How many may wait, in all and for one person. */
  places?: { all: number; each: number };
};

/**
 * A queue for work that must be limited: `atOnce` run at a time, `perPerson` for one person; the others wait in order.
 * Throws `busy` when there is no place to wait, or after `patienceMs`.
 */
export class Turns {
  private running: string[] = [];
  private waiting: Waiting[] = [];

  private constructor(private readonly limits: Limits) {}

  /** The queue of this name, one for the process: a build may load this module twice, for pages and for the API. */
  static named(name: string, limits: Limits): Turns {
    const turns = all.get(name) ?? new Turns(limits);
    all.set(name, turns);
    return turns;
  }

  /**
   * Waits for the turn of `who`. The function it gives must be called when the work is done. An aborted `gone` leaves
   * the queue with `busy`.
   */
  async take(who: string, gone?: AbortSignal): Promise<() => void> {
    await new Promise<void>((resolve, reject) => {
      const { patienceMs, places } = this.limits;
      const own = this.waiting.filter((one) => one.who === who);
      if (places && (this.waiting.length >= places.all || own.length >= places.each))
        return reject(new DomainError("busy"));
      const giveUp = () => {
        clearTimeout(timer);
        gone?.removeEventListener("abort", giveUp);
        this.waiting = this.waiting.filter((one) => one !== turn);
        reject(new DomainError("busy"));
      };
      const timer = patienceMs === undefined ? undefined : setTimeout(giveUp, patienceMs);
      const turn = {
        who,
        begin: () => {
          clearTimeout(timer);
          gone?.removeEventListener("abort", giveUp);
          resolve();
        },
      };
      if (gone?.aborted) return giveUp();
      gone?.addEventListener("abort", giveUp);
      this.waiting.push(turn);
      this.admit();
    });
    return () => {
      this.running.splice(this.running.indexOf(who), 1);
      this.admit();
    };
  }

  /** Waits for the turn and does the work. */
  async run<Result>(who: string, work: () => Promise<Result>, gone?: AbortSignal): Promise<Result> {
    const leave = await this.take(who, gone);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  private admit() {
    for (const turn of [...this.waiting]) {
      if (this.running.length >= this.limits.atOnce) return;
      if (this.running.filter((who) => who === turn.who).length >= this.limits.perPerson) continue;
      this.running.push(turn.who);
      this.waiting = this.waiting.filter((one) => one !== turn);
      turn.begin();
    }
  }
}
