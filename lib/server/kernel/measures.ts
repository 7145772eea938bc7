import "server-only";

type Measures = {
  changed: (action: string, events: number) => void;
  loggedIn: (outcome: string) => void;
  watch: (
    name: string,
    help: string,
    label: string,
    read: () => Promise<Record<string, number>> | Record<string, number>,
  ) => void;
};
/** Whose a request is and what it changed, for its line in the log. */
type Noted = { actorId?: string; operationId?: string };

/** Of the server in front (lib/front/metrics.mjs); commands and tests have none, and measure nothing. */
const MEASURES = Symbol.for("projekter.measures");
const shared = globalThis as {
  [MEASURES]?: Measures;
  projekterRequest?: { getStore(): Noted | undefined };
};

export const measures = (): Measures | undefined => shared[MEASURES];

export function noteRequest(noted: Noted): void {
  const request = shared.projekterRequest?.getStore();
  if (request) Object.assign(request, noted);
}
