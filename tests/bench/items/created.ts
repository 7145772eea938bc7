/** P1, P2: cases are created, from a workbook and from JSON. */
import * as XLSX from "xlsx";
import { leanAddresses } from "../lean";
import { inTurns, report, timed, watched } from "../measure";
import {
  addressAt,
  addressFields,
  BATCH_FIELDS,
  DSO_COMPANY,
  GRID_AREA,
  INSTALLER_COMPANY,
  installerOf,
  NEW_POSTCODE,
} from "../model";
import { CASES, ROUNDS, ROWS, type Task } from "../task";
import type { FullWorld, World } from "../world";

const ADDRESSES = Array.from({ length: ROWS }, (_, n) => ({
  ...addressAt(n, NEW_POSTCODE),
  ...addressFields(n),
}));

const HEADERS = {
  street: "Vejnavn",
  houseNo: "Husnr.",
  floor: "Etage",
  door: "Dør",
  postcode: "Postnr.",
  city: "By",
  reference: "Egen reference",
  ampere: "Leveringsomfang (A)",
  connectionDate: "Ønsket tilslutningsdato",
  remarks: "Bemærkninger",
} as const;

/** The addresses as Excel stores them, with shared texts. */
export function workbook(count = ROWS): Buffer {
  const keys = Object.keys(HEADERS) as (keyof typeof HEADERS)[];
  const rows = ADDRESSES.slice(0, count).map((address) => keys.map((key) => address[key]));
  const book = XLSX.utils.book_new(
    XLSX.utils.aoa_to_sheet([keys.map((key) => HEADERS[key]), ...rows]),
    "Adresser",
  );
  return XLSX.write(book, { type: "buffer", bookSST: true, compression: true });
}

/** What the reader alone takes, which an import cannot avoid. */
function parse(bytes: Buffer): number {
  const book = XLSX.read(bytes, { dense: true });
  const sheet = book.Sheets[book.SheetNames[0] ?? ""];
  return XLSX.utils.sheet_to_json(sheet ?? {}, { header: 1 }).length - 1;
}

/** Runs `work` in a new group of a new project, which is taken away again before the next. */
export async function inNewGroup<Result>(
  world: World,
  work: (groupId: string) => Promise<Result>,
): Promise<Result> {
  const [project] = await world.query<{ id: string }>(
    `insert into projects (name, owner_id, grid_area, dso_id, created_by) values ('Nybyg', $1, $2, $3, $4) returning id`,
    [INSTALLER_COMPANY, GRID_AREA, DSO_COMPANY, installerOf(1)],
  );
  const [group] = await world.query<{ id: string }>(
    `insert into groups (project_id, name, case_type) values ($1, 'Nybyg', 'apartment') returning id`,
    [project?.id],
  );
  await world.query("vacuum cases");
  try {
    return await work(group?.id ?? "");
  } finally {
    await world.query("delete from cases where project_id = $1", [project?.id]);
    await world.query("delete from projects where id = $1", [project?.id]);
  }
}

/** The same in the lean table; its new cases go to the first group. */
async function inFirstGroup<Result>(world: FullWorld, work: () => Promise<Result>): Promise<Result> {
  await world.query("vacuum lean.cases");
  try {
    return await work();
  } finally {
    await world.query("delete from lean.cases where postcode = $1", [NEW_POSTCODE]);
  }
}

type Created = { created: number; ready: number };

/** Uploads the workbook. `check` creates nothing and tells how many rows could be created. */
export async function importWorkbook(
  world: World,
  groupId: string,
  bytes: Buffer,
  mode: "check" | "commit",
): Promise<number> {
  const form = new FormData();
  form.set("fields", JSON.stringify(BATCH_FIELDS));
  form.set("mode", mode);
  form.set("acceptWarnings", "true");
  form.set("file", new Blob([Uint8Array.from(bytes)]), "adresser.xlsx");
  const answer = await world.installer.postForm<Created>(`/api/v1/groups/${groupId}/import`, form);
  return mode === "check" ? answer.ready : answer.created;
}

/** A sampler of work in a group of its own. */
const ours = (world: World, note: { peakMiB: number }, work: (groupId: string) => Promise<number>) =>
  watched(world.pid, note, (round) =>
    inNewGroup(world, (groupId) => timed(ROWS, async () => () => work(groupId))(round)),
  );

function floorCreate(world: FullWorld, first: () => unknown = () => {}) {
  const rows = leanAddresses(ROWS);
  const work = async () => {
    first();
    return world.floor.create(1, 1, rows);
  };
  return (round: number) => inFirstGroup(world, () => timed(ROWS, async () => work)(round));
}

/** A workbook that is imported, or only checked, beside the floor of that work. */
const ofWorkbook = (
  item: string,
  mode: "commit" | "check",
  floorOf: (world: FullWorld, bytes: ReturnType<typeof workbook>) => (round: number) => Promise<number>,
): Task => ({
  item,
  cases: CASES,
  run: async (world) => {
    const bytes = workbook();
    const note = { peakMiB: 0 };
    const times = await inTurns(ROUNDS, {
      ms: ours(world, note, (groupId) => importWorkbook(world, groupId, bytes, mode)),
      floorMs: floorOf(world, bytes),
    });
    report(item, ROWS, { ...times, ...note }, { of: "ratio", most: 1.5 });
  },
});

const imported = ofWorkbook("P1 import from .xlsx", "commit", (world, bytes) =>
  floorCreate(world, () => parse(bytes)),
);
const checked = ofWorkbook("P1 check of .xlsx", "check", (_, bytes) =>
  timed(ROWS, async () => async () => parse(bytes)),
);

const fromJson: Task = {
  item: "P2 create from JSON",
  cases: CASES,
  run: async (world) => {
    const body = { fields: BATCH_FIELDS, addresses: ADDRESSES, acceptWarnings: true };
    const rows = leanAddresses(ROWS);
    const note = { peakMiB: 0 };
    const bare = async () =>
      (await world.next.installer.post<{ done: number }>("/api/create?project=1&group=1", rows)).done;
    const times = await inTurns(ROUNDS, {
      ms: ours(world, note, async (groupId) => {
        const answer = await world.installer.post<Created>(`/api/v1/groups/${groupId}/cases`, body);
        return answer.created;
      }),
      floorMs: floorCreate(world),
      nextMs: (round) => inFirstGroup(world, () => timed(ROWS, async () => bare)(round)),
    });
    report("P2 create from JSON", ROWS, { ...times, ...note }, { of: "ratio", most: 2.5 });
  },
};

export const CREATED: Task[] = [imported, checked, fromJson];
