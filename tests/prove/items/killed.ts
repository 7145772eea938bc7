/** R4: the server is killed in the middle of an import, a change of many and an undo; all or nothing of it is there. */
import { resolve } from "node:path";
import { openEmbedded, openPostgres } from "@/db/client";
import { aForm, aWorkbook } from "../../support/api-scene";
import { FIELDS } from "../../support/factories";
import { type Answer, membersOf, wait } from "../ask";
import { historyFaults } from "../history";
import { aGroupIn, casesIn, kinds, openPlace, type Place } from "../place";
import type { Item, Proof } from "../proof";
import { killPrograms } from "./killed-programs";

const ROWS = 1_000;
const WORKBOOK = aWorkbook(
  Array.from({ length: ROWS }, (_, i) => [
    i % 2 === 0 ? "Havnegade" : "Torvet",
    1 + Math.floor(i / 2),
    2740,
    `R-${i}`,
  ]),
);

/**
 * Work that is sent, and sent again after the server was killed; `done` tells how many cases it has reached, and `isFound`
 * whether an answer says that it was done before.
 */
type Work = {
  send: () => Promise<Answer>;
  done: () => Promise<number>;
  isFound: (answer: Answer) => boolean;
};
const isReplayed = ({ headers }: Answer) => headers.has("idempotency-replayed");
type Name = "import" | "bulk" | "undo";

/** The works of a new project in the order in which they follow on each other. */
async function* worksIn(place: Place, round: number): AsyncGenerator<[Name, Work]> {
  const { projectId, groupId } = await aGroupIn(place);
  const inState = async (state: string) => (await casesIn(place, projectId)).countsByState[state] ?? 0;
  const key = (name: Name) => `${name}-${round}`;

  const form = () => aForm(WORKBOOK, { fields: FIELDS.apartment, acceptWarnings: true });
  yield [
    "import",
    {
      send: () => place.installer("POST", `/groups/${groupId}/import`, { form: form(), key: key("import") }),
      done: async () => (await casesIn(place, projectId)).total,
      isFound: isReplayed,
    },
  ];
  const params = { connectionPoint: "Skab 1" };
  const body = { action: "approve", params, selection: { projectId, filter: {} } };
  const approve = () => place.dso("POST", "/cases/actions", { body, key: key("bulk") });
  yield ["bulk", { send: approve, done: () => inState("approved"), isFound: isReplayed }];
  const { operationId } = membersOf<{ operationId: string }>(await approve());
  yield [
    "undo",
    {
      // An undo has no key: asked again it says that it is done.
      send: () => place.dso("POST", `/operations/${operationId}/undo`),
      done: () => inState("submitted"),
      isFound: ({ text }) => text.includes('"operation_already_undone"'),
    },
  ];
}

/** What has come of the kills of one work. `takesMs` is about how long it takes when nobody kills it. */
type Ends = {
  acknowledged: number;
  storedAndNotTold: number;
  nothingStored: number;
  slowestStartMs: number;
  takesMs: number;
};

/** Sends the work, kills the server some time after that, starts it again; gives what is wrong then, and if it is stored. */
async function killDuring(place: Place, { send, done }: Work, afterMs: number, ends: Ends) {
  const sent = send();
  await wait(afterMs);
  await place.kill();
  const answer = await sent;
  const started = performance.now();
  await place.begin();
  ends.slowestStartMs = Math.max(ends.slowestStartMs, Math.round(performance.now() - started));
  const faults: string[] = [];
  const stored = await done();
  const isStored = stored === ROWS;
  if (!isStored && stored !== 0) faults.push(`${stored} of ${ROWS} cases were stored`);
  if (answer.status === 200 && !isStored) faults.push(`${stored} cases are there of what was acknowledged`);
  if (answer.status >= 400) faults.push(`answered ${answer.status} ${answer.text.slice(0, 200)}`);
  if (answer.status === 200) {
    ends.acknowledged += 1;
    ends.takesMs = Math.round((ends.takesMs + answer.ms) / 2);
  } else if (isStored) ends.storedAndNotTold += 1;
  else ends.nothingStored += 1;
  return { faults, isStored };
}

/** Sends the work again: it is found when it is stored, and otherwise done; gives what is wrong. */
async function sendAgain(work: Work, isStored: boolean, ends: Ends): Promise<string[]> {
  const again = await work.send();
  const stored = await work.done();
  const isFound = work.isFound(again);
  if (again.status === 200 && !isFound)
    ends.takesMs = Math.round((ends.takesMs || again.ms) / 2 + again.ms / 2);
  const faults: string[] = [];
  if (again.status !== 200 && !isFound)
    faults.push(`sent again: ${again.status} ${again.text.slice(0, 200)}`);
  if (isFound !== isStored) faults.push(`sent again: stored ${isStored}, found ${isFound}`);
  if (stored !== ROWS) faults.push(`sent again, and ${stored} of ${ROWS} cases are there`);
  return faults;
}

async function killServer(proof: Proof, place: Place, rounds: number): Promise<void> {
  const none: Ends = {
    acknowledged: 0,
    storedAndNotTold: 0,
    nothingStored: 0,
    slowestStartMs: 0,
    takesMs: 0,
  };
  const ends: Record<Name, Ends> = { import: { ...none }, bulk: { ...none }, undo: { ...none } };
  // The first round is not killed: it tells how long each takes.
  for (let round = 0; round <= rounds; round += 1) {
    for await (const [name, work] of worksIn(place, round)) {
      if (round === 0) {
        const faults = await sendAgain(work, false, ends[name]);
        if (faults.length > 0) throw new Error(`${place.kind}, ${name}: ${faults.join("; ")}`);
        continue;
      }
      // From the beginning to somewhat after the end, at another place in each round.
      const part = ((round - 0.5) / rounds) * 1.2;
      const { faults, isStored } = await killDuring(place, work, ends[name].takesMs * part, ends[name]);
      faults.push(...(await sendAgain(work, isStored, ends[name])));
      proof.attempt(...faults.map((fault) => `${place.kind}, ${name}: ${fault}`));
    }
    proof.tell(`${place.kind} server: killed ${3 * round} times`);
  }
  proof.figures[place.kind] = ends;
}

/** Looks at everything, on the database that the last killed server has left. */
async function lookAtAll(proof: Proof, place: Place): Promise<void> {
  const { projectId, groupId } = await aGroupIn(place);
  const form = aForm(WORKBOOK, { fields: FIELDS.apartment, acceptWarnings: true });
  await place.installer("POST", `/groups/${groupId}/import`, { form });
  const { cases } = await casesIn(place, projectId);
  await place.kill();
  const { db, close } =
    place.kind === "embedded"
      ? await openEmbedded(resolve(place.facts.data))
      : await openPostgres(place.facts.databaseUrl);
  const { fields } = cases[0] as unknown as { fields: Record<string, unknown> };
  // The reference is each case's own.
  const { faults } = await historyFaults(db, { fields, except: ["reference"] });
  await close();
  proof.attempt(...faults.slice(0, 3).map((fault) => `${place.kind}: ${fault}`));
}

/** The parts are named as in `npm run prove -- R4 --only "embedded scripts/seed.ts"`. */
async function run(proof: Proof): Promise<void> {
  const rounds = proof.isShort ? 1 : 100;
  if (kinds().length === 1) proof.skipped.push("on PostgreSQL: TEST_DATABASE_URL names none");
  for (const kind of kinds()) {
    if (`${kind} server`.includes(proof.only)) {
      const place = await openPlace(kind);
      try {
        await killServer(proof, place, rounds);
        await lookAtAll(proof, place);
      } finally {
        await place.stop();
      }
    }
    // To open the embedded database takes longer than all else here.
    if (proof.isShort && kind === "embedded" && kinds().length > 1)
      proof.leaveOut("db:migrate and db:seed on the embedded database");
    else await killPrograms(proof, kind, rounds);
  }
}

export const KILLED: Item = { item: "R4", needs: ["build"], run };
