/** R3: the same request several times at once under one key: one effect, and the same answer to all. */
import { addresses, aForm, aWorkbook } from "../../support/api-scene";
import { drawn } from "../../support/drawn";
import { FIELDS } from "../../support/factories";
import { type Answer, notTryAgain, type Sent, wait } from "../ask";
import { aGroupIn, casesIn, kinds, openPlace, type Place } from "../place";
import type { Item, Proof } from "../proof";

const ROWS = 8;
/** The n-th street; a number in its name would pass for that of a house. */
const streetOf = (n: number) => `Gade ${[...String(n)].map((digit) => "ABCDEFGHIJ"[Number(digit)]).join("")}`;
/** A request is sent again so often when it is told to. */
const TRIES = 10;

type Request = { who: "installer" | "dso"; path: string; sent: () => Sent };
/** A request, and why it was not done exactly once. */
type Work = { request: Request; fault: () => Promise<string | null> };

/** Sends until there is an answer other than »try again«. */
async function insisted(place: Place, { who, path, sent }: Request, key: string): Promise<[Answer, number]> {
  for (let again = 0; ; again += 1) {
    const answer = await place[who]("POST", path, { ...sent(), key });
    if (again === TRIES || notTryAgain(answer)) return [answer, again];
    await wait(200);
  }
}

async function worksIn(place: Place) {
  const { projectId, groupId } = await aGroupIn(place);
  let street = 0;
  const created = async (request: Request): Promise<Work> => {
    const before = (await casesIn(place, projectId)).total;
    return {
      request,
      fault: async () => {
        const { total } = await casesIn(place, projectId);
        return total === before + ROWS ? null : `${total - before} of ${ROWS} cases were created`;
      },
    };
  };
  const first = async () => (await casesIn(place, projectId)).cases.slice(0, ROWS);
  return {
    create: () => {
      const rows = addresses(streetOf((street += 1)), ROWS);
      const body = { fields: FIELDS.apartment, addresses: rows, acceptWarnings: true };
      return created({ who: "installer", path: `/groups/${groupId}/cases`, sent: () => ({ body }) });
    },
    import: () => {
      const name = streetOf((street += 1));
      const file = aWorkbook(Array.from({ length: ROWS }, (_, i) => [name, i + 1, 2740, "R"]));
      const form = () => aForm(file, { fields: FIELDS.apartment, acceptWarnings: true });
      return created({ who: "installer", path: `/groups/${groupId}/import`, sent: () => ({ form: form() }) });
    },
    change: async (n: number): Promise<Work> => {
      const cases = await first();
      const params = { set: { connectionPoint: `Skab ${n}` } };
      const body = { action: "edit", params, selection: { ids: cases.map(({ id }) => id) } };
      const fault = async () => {
        const now = await first();
        const wrong = now.filter(({ version }, i) => version !== (cases[i]?.version ?? 0) + 1);
        return wrong.length === 0 ? null : `${wrong.length} cases were not changed once`;
      };
      return { request: { who: "dso", path: "/cases/actions", sent: () => ({ body }) }, fault };
    },
  };
}

async function repeat(proof: Proof, place: Place, rounds: number): Promise<void> {
  const { upTo } = drawn(rounds);
  const works = await worksIn(place);
  // There must be cases before they can be changed.
  const ways = ["create", "change", "import", "change"] as const;
  let triedAgain = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { request, fault } = await works[ways[round % ways.length] ?? "create"](round);
    const key = `round-${round}`;
    const sent = Array.from({ length: 2 + upTo(9) }, () => insisted(place, request, key));
    const answers = await Promise.all(sent);
    triedAgain += answers.reduce((sum, [, again]) => sum + again, 0);
    const texts = new Set(answers.map(([{ status, text }]) => `${status} ${text}`));
    const firsts = answers.filter(([{ headers }]) => !headers.has("idempotency-replayed")).length;
    const [[answer]] = answers as [[Answer, number]];
    proof.attempt(
      answer.status !== 200 && `${request.path} answered ${answer.status} ${answer.text.slice(0, 200)}`,
      texts.size > 1 && `${request.path}: ${texts.size} answers to ${answers.length} requests`,
      firsts !== 1 && `${request.path}: ${firsts} of ${answers.length} answers were the first`,
      await fault(),
    );
  }
  const before = (proof.figures.toldToTryAgain as number | undefined) ?? 0;
  proof.figures.toldToTryAgain = before + triedAgain;
}

async function run(proof: Proof): Promise<void> {
  const rounds = proof.isShort ? 12 : 500;
  if (kinds().length === 1) proof.skipped.push("on PostgreSQL: TEST_DATABASE_URL names none");
  for (const kind of kinds()) {
    const place = await openPlace(kind);
    await repeat(proof, place, rounds / kinds().length).finally(place.stop);
  }
}

export const REPEATED: Item = { item: "R3", needs: ["build"], run };
