import { utils, write } from "xlsx";
import { type ApiWorld, call, type Sent, type Somebody } from "./api-client";
import { FIELDS } from "./factories";

export const addresses = (street: string, n: number) =>
  Array.from({ length: n }, (_, i) => ({
    street,
    houseNo: String(1 + Math.floor(i / 40)),
    floor: String(1 + Math.floor((i % 40) / 4)),
    door: String(1 + (i % 4)),
    postcode: "2740",
  }));

export type Scene = { projectId: string; groupId: string; ids: string[]; operationId: string };

/** A project of a world's installer with a group of apartments and `n` cases in it, made over HTTP. */
export async function aScene(
  { people, gridArea }: ApiWorld,
  n: number,
  street = "Havnegade",
): Promise<Scene> {
  const { installer } = people;
  const project = await call(installer, "POST", "/api/v1/projects", { body: { name: "Havnen", gridArea } });
  const projectId: string = project.body.id;
  const group = await call(installer, "POST", `/api/v1/projects/${projectId}/groups`, {
    body: { name: "Blok A", caseType: "apartment" },
  });
  const groupId: string = group.body.id;
  if (n === 0) return { projectId, groupId, ids: [], operationId: "" };
  const made = await call(installer, "POST", `/api/v1/groups/${groupId}/cases`, {
    body: { fields: FIELDS.apartment, addresses: addresses(street, n), acceptWarnings: true },
  });
  if (made.body.created !== n) throw new Error(`${made.status} ${made.text}`);
  const list = await call(installer, "GET", `/api/v1/projects/${projectId}/cases?limit=500`);
  const ids: string[] = list.body.cases.map((row: { id: string }) => row.id);
  return { projectId, groupId, ids, operationId: made.body.operationId };
}

export const act = (
  who: Somebody,
  action: string,
  params: unknown,
  selection: unknown,
  more: object = {},
  sent: Sent = {},
) => call(who, "POST", "/api/v1/cases/actions", { body: { action, params, selection, ...more }, ...sent });

/** A workbook with these rows below the heads of the template. */
export function aWorkbook(
  rows: (string | number)[][],
  heads = ["Vejnavn", "Husnr.", "Postnr.", "Egen reference"],
) {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet([heads, ...rows]), "Adresser");
  return new Blob([write(book, { type: "buffer", bookType: "xlsx" }) as Uint8Array<ArrayBuffer>]);
}

export function aForm(file: Blob | null, fields: Record<string, unknown> = {}): FormData {
  const form = new FormData();
  if (file) form.set("file", file, "adresser.xlsx");
  for (const [key, value] of Object.entries(fields)) {
    form.set(key, typeof value === "string" ? value : JSON.stringify(value));
  }
  return form;
}
