/** R2: several users change overlapping selections at once, with undo, imports and moved areas among them. */
import { sql } from "drizzle-orm";
import { openPostgres } from "@/db/client";
import { DomainError } from "@/lib/contract/errors";
import { performAction } from "@/lib/server/cases/bulk";
import { importCases } from "@/lib/server/imports/import-file";
import { addCases } from "@/lib/server/imports/import";
import type { Actor } from "@/lib/server/kernel/context";
import { rowsOf, sqlState } from "@/lib/server/kernel/sql";
import { undoOperation } from "@/lib/server/operations/undo";
import { updateGridArea } from "@/lib/server/places/grid-areas";
import { newDatabase } from "../../bench/world";
import { fillDatabase } from "../../support/database";
import { drawn } from "../../support/drawn";
import { aProjectWithCases, aUser, ctxOf, FIELDS, someAddresses } from "../../support/factories";
import { historyFaults } from "../history";
import type { Item, Proof } from "../proof";

const CASES = 40;
const MOST_USERS = 8;
/** One round in so many moves the grid area to the other company, and the next one moves it back. */
const MOVED_EVERY = 12;

const INSTALLERS_ACTIONS: [string, object][] = [
  ["report_ready_for_meter", { meterDate: "2026-12-01", supplierChosen: true, meterPlaceLabelled: true }],
  ["withdraw_ready", {}],
  ["resubmit", {}],
  ["change_meter_date", { meterDate: "2026-12-02" }],
];
const DSOS_ACTIONS: [string, object][] = [
  ["approve", { connectionPoint: "Skab" }],
  ["report_failed_visit", { reason: "Ingen hjemme" }],
  ["reject", { reason: "Mangler tegning" }],
];

type Scene = Awaited<ReturnType<typeof openScene>>;

async function openScene(url: string) {
  const scene = await aProjectWithCases(CASES);
  const { installer, colleague, dso, dsoColleague } = scene;
  const more = (role: "installer" | "dso", company: Actor) => aUser(role, company.organisation);
  const users = [
    ...[dso, installer, dsoColleague, colleague],
    ...[await more("dso", dso), await more("installer", installer)],
    ...[await more("dso", dso), await more("installer", installer)],
  ];
  return { ...scene, users, url };
}

/** What one user does in a round; gives the operation, if there was something to do. */
function workOf(scene: Scene, seed: number) {
  const { upTo, oneOf } = drawn(seed);
  const last = new Map<string, string>();
  const created = new Set<string>();
  let files = 0;

  const selection = () => {
    const from = upTo(CASES / 2);
    const ids = scene.ids.slice(from, from + 5 + upTo(CASES / 2));
    // Without one order of locking these would meet each other half way.
    return { ids: upTo(2) === 0 ? ids : ids.toReversed() };
  };
  const act = (user: Actor, round: number) => {
    const colleagues = scene.users.filter(({ role }) => role === user.role);
    const isInstaller = user.role === "installer";
    const person = { [isInstaller ? "installerId" : "handlerId"]: oneOf(colleagues).id };
    const edited = isInstaller
      ? { reference: `R ${round}` }
      : { connectionPoint: `${user.name} ${round}`, feePaid: upTo(2) === 0 };
    const [action, params] = oneOf<[string, object]>([
      [isInstaller ? "change_installer" : "change_handler", person],
      ["edit", { set: edited }],
      ["edit", { set: edited }],
      ...(isInstaller ? INSTALLERS_ACTIONS : DSOS_ACTIONS),
    ]);
    return performAction(ctxOf(user), { action, params, selection: selection(), onBlocked: "skip" });
  };
  const add = (user: Actor) => {
    files += 1;
    if (files % 2 === 0)
      return addCases(ctxOf(user), scene.groupId, {
        fields: FIELDS.apartment,
        addresses: someAddresses(3),
        acceptWarnings: true,
      });
    const rows = someAddresses(3).map((one) =>
      [one.street, one.houseNo, one.floor, one.door, one.postcode].join(";"),
    );
    const bytes = new TextEncoder().encode(["Vejnavn;Husnr.;Etage;Dør;Postnr.", ...rows].join("\n"));
    return importCases(
      ctxOf(user),
      scene.groupId,
      { name: "adresser.csv", bytes },
      { fields: FIELDS.apartment, acceptWarnings: true },
    );
  };
  return async (user: Actor, round: number): Promise<string> => {
    const undone = last.get(user.id);
    if (undone && upTo(4) === 0) {
      last.delete(user.id);
      await undoOperation(ctxOf(user), undone);
      return created.has(undone) ? "undo of an import" : "undo";
    }
    const isImport = user.role === "installer" && upTo(8) === 0;
    const { operationId } = await (isImport ? add(user) : act(user, round));
    if (operationId) last.set(user.id, operationId);
    if (operationId && isImport) created.add(operationId);
    return operationId ? (isImport ? "import" : "action") : "nothing to do";
  };
}

/** What may be refused here: others were faster. */
const EXPECTED = [
  "cases_changed",
  "cases_blocked",
  "not_found",
  "forbidden",
  "person_inactive",
  "operation_already_undone",
  "operation_not_undoable",
];

async function changeAtOnce(proof: Proof, scene: Scene): Promise<void> {
  const rounds = proof.isShort ? 60 : 1_000;
  const work = workOf(scene, 20_261_127);
  const { upTo } = drawn(1);
  const told: Record<string, number> = {};
  const { admin, dso, otherDso, gridArea } = scene;
  const move = async (to: Actor) => {
    const dsoId = to.organisation?.id;
    await updateGridArea(ctxOf(admin), gridArea, { name: "Area", dsoId, isActive: true });
    return "moved area";
  };
  for (let round = 0; round < rounds; round += 1) {
    const users = scene.users.slice(0, 2 + upTo(MOST_USERS - 1));
    const works = users.map((user) => work(user, round));
    if (round % MOVED_EVERY === 1) works.push(move(otherDso));
    if (round % MOVED_EVERY === 2) works.push(move(dso));
    const faults: string[] = [];
    for (const outcome of await Promise.allSettled(works)) {
      const { code } = outcome.status === "rejected" ? outcome.reason : { code: outcome.value };
      const what =
        outcome.status === "fulfilled" || outcome.reason instanceof DomainError
          ? code
          : sqlState(outcome.reason);
      told[what] = (told[what] ?? 0) + 1;
      if (outcome.status === "fulfilled" || EXPECTED.includes(code)) continue;
      faults.push(`a user was told ${what}: ${outcome.reason}`);
    }
    proof.attempt(...faults);
  }
  proof.figures.outcomes = told;
  for (const what of ["action", "undo", "import", "moved area"])
    if (!told[what]) proof.attempt(`no ${what} was done`);
}

async function run(proof: Proof): Promise<void> {
  const { url, drop } = await newDatabase();
  const opened = await openPostgres(url);
  fillDatabase(opened);
  try {
    const scene = await openScene(url);
    const fields = scene.cases[0]?.fields ?? {};
    await changeAtOnce(proof, scene);
    const { cases, faults } = await historyFaults(opened.db, { fields });
    proof.count(cases, faults);
    const [found] = await rowsOf<{ n: number }>(
      opened.db,
      sql`select deadlocks::int as n from pg_stat_database where datname = current_database()`,
    );
    proof.figures.deadlocksRetried = found?.n;
    proof.figures.cases = cases;
  } finally {
    await opened.close();
    await drop();
  }
}

export const OVERLAP: Item = { item: "R2", needs: ["postgresql"], run };
