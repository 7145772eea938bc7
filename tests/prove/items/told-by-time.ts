/**
 * S1-times: how long an answer takes must not tell whether an id exists that the asker may not see. Every page and route
 * with an id is asked for another company's and for a missing one in turns, and the median of the differences must be small.
 */
import { randomUUID } from "node:crypto";
import { addresses } from "../../support/api-scene";
import { sessionCookie } from "../../../scripts/log-in.mjs";
import { drawn } from "../../support/drawn";
import { FIELDS } from "../../support/factories";
import { bodyFor, type OwnThings, ownIdFor, ROUTES_WITH_IDS } from "../../support/routes-with-ids";
import { membersOf } from "../ask";
import { aGroupIn, casesIn, openPlace, type Place } from "../place";
import type { Item, Proof } from "../proof";

const MAY_DIFFER_MS = 1;
/** Pages vary by ten times the limit, so what seems to differ is asked more often before it is called different. */
const TRIES = 10;
/** Standard deviations within which the true median lies in 99 of 100 cases. */
const CERTAINTY = 2.58;

const METHODS = ["GET", "POST", "PATCH", "DELETE"];
const waysTo = (route: string) =>
  METHODS.filter((method) => method === "GET" || bodyFor(route, method) !== undefined);

const median = (values: number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** Whether the median of all such differences, of which these are some, is on one side of zero. */
function areOnOneSide(differences: number[]): boolean {
  const sorted = [...differences].sort((a, b) => a - b);
  const off = (CERTAINTY * Math.sqrt(sorted.length)) / 2;
  const [low = 0, high = 0] = [-off, off].map((by) => sorted[Math.round(sorted.length / 2 + by)]);
  return low > 0 || high < 0;
}

/** The milliseconds until the whole answer is there. A success would be a leak, which other tests find. */
async function timeOf({ facts }: Place, cookie: string, route: string, method: string, id: string) {
  const sent = method === "GET" ? undefined : bodyFor(route, method);
  const headers = { cookie, origin: facts.url, ...(sent?.type && { "content-type": sent.type }) };
  const started = performance.now();
  const answer = await fetch(`${facts.url}${route.replace("[id]", id)}`, {
    ...{ method, headers, body: sent?.body, redirect: "manual" },
  });
  await answer.arrayBuffer();
  return performance.now() - started;
}

async function compare(proof: Proof, place: Place, cookie: string, own: OwnThings): Promise<void> {
  const { upTo } = drawn(7);
  const missing = randomUUID();
  let widest = 0;
  for (const route of ROUTES_WITH_IDS) {
    for (const method of waysTo(route)) {
      const foreign = ownIdFor(route, own);
      const missingMs: number[] = [];
      /** Of pairs asked one after the other, so that what else the machine does meets both. */
      const differences: number[] = [];
      // The first answers of a route are no measure.
      for (const id of [foreign, missing]) await timeOf(place, cookie, route, method, id);
      for (let tries = 0; tries < TRIES; tries += 1) {
        for (let n = 0; n < (proof.isShort ? 15 : 60); n += 1) {
          const pair: Record<string, number> = {};
          // Whoever comes second may find something warm.
          for (const id of upTo(2) === 0 ? [foreign, missing] : [missing, foreign])
            pair[id] = await timeOf(place, cookie, route, method, id);
          missingMs.push(pair[missing] ?? 0);
          differences.push((pair[foreign] ?? 0) - (pair[missing] ?? 0));
        }
        if (Math.abs(median(differences)) <= MAY_DIFFER_MS) break;
      }
      const apart = median(differences);
      if (Math.abs(apart) > Math.abs(widest)) widest = apart;
      const told = `${method} ${route}: ${apart.toFixed(2)} ms longer for an id that exists (${median(missingMs).toFixed(1)} ms)`;
      const isApart = Math.abs(apart) > MAY_DIFFER_MS;
      if (isApart && !areOnOneSide(differences)) proof.skipped.push(`${told}, which is not certain`);
      else proof.attempt(isApart && told);
    }
  }
  Object.assign(proof.figures, { widestMs: Math.round(widest * 100) / 100 });
}

/** Things of the world's installer, one of each kind that a route names. */
async function ownThings(place: Place): Promise<OwnThings> {
  const { installer, dso } = place;
  const { projectId, groupId } = await aGroupIn(place);
  const body = { fields: FIELDS.apartment, addresses: addresses("Havnegade", 3), acceptWarnings: true };
  const made = await installer("POST", `/groups/${groupId}/cases`, { body });
  const ids = (await casesIn(place, projectId)).cases.map(({ id }) => id);
  const action = { action: "approve", params: { connectionPoint: "Skab" }, selection: { ids } };
  const done = await dso("POST", "/cases/actions", { body: action });
  const told = await installer("GET", "/notifications?limit=1");
  return {
    ...{ projectId, groupId, ids },
    operationId: membersOf<{ operationId: string }>(made).operationId,
    actionId: membersOf<{ operationId: string }>(done).operationId,
    noticeId: membersOf<{ notifications: { id: string }[] }>(told).notifications[0]?.id ?? "",
  };
}

async function run(proof: Proof): Promise<void> {
  const place = await openPlace("postgresql");
  try {
    const own = await ownThings(place);
    const { otherInstaller, otherDso } = place.world.people;
    for (const stranger of [otherInstaller, otherDso])
      await compare(proof, place, await sessionCookie(place.facts.url, stranger), own);
  } finally {
    await place.stop();
  }
}

export const TOLD_BY_TIME: Item = { item: "S1-times", needs: ["postgresql", "build"], run };
