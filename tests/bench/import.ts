import * as XLSX from "xlsx";
import type { Ctx } from "@/lib/server/kernel/context";
import { importCases } from "@/lib/server/imports/import-file";
import { readSheets } from "@/lib/server/spreadsheet/read-sheets";
import { written } from "../support/workbooks";

type Work = () => Promise<unknown>;
type Measure = (
  item: string,
  prepare: () => Promise<Work>,
  prepareFloor: () => Promise<Work>,
) => Promise<void>;
type Scene = {
  ctx: () => Ctx;
  fields: Record<string, unknown>;
  addresses: Record<string, string>[];
  emptyGroup: () => Promise<{ groupId: string }>;
  /** The same rows by bare SQL. */
  rawCreate: () => Promise<Work>;
};

const HEADERS: Record<string, string> = {
  street: "Vejnavn *",
  houseNo: "Husnr. *",
  floor: "Etage",
  door: "Dør",
  postcode: "Postnr. *",
  reference: "Egen reference",
};

/** P1: a workbook's way in beside `xlsx` reading it alone and the same rows by bare SQL. */
export async function measureImport(measure: Measure, scene: Scene) {
  const keys = Object.keys(HEADERS);
  const rows = scene.addresses.map((address) => keys.map((key) => ({ text: address[key] ?? "" })));
  const head = keys.map((key) => ({ text: HEADERS[key] ?? key }));
  const sheet = { name: "Adresser", widths: [], rows: [head, ...rows] };
  const bytes = await written([sheet]);
  const file = { name: "adresser.xlsx", bytes };
  const parse = async () => {
    const book = XLSX.read(bytes, { dense: true });
    return XLSX.utils.sheet_to_json(book.Sheets[book.SheetNames[0] ?? ""] ?? {}, { header: 1 });
  };
  // A server that has been used has warm readers; so has the parser it is held against.
  for (let i = 0; i < 2; i += 1) {
    await parse();
    await readSheets(bytes, file.name);
  }
  await measure(
    "P1 import from .xlsx",
    async () => {
      const { groupId } = await scene.emptyGroup();
      return () => importCases(scene.ctx(), groupId, file, { fields: scene.fields });
    },
    async () => {
      const create = await scene.rawCreate();
      return async () => {
        await parse();
        await create();
      };
    },
  );
  await measure(
    "P1 check of .xlsx",
    async () => {
      const { groupId } = await scene.emptyGroup();
      return () => importCases(scene.ctx(), groupId, file, { fields: scene.fields, mode: "check" });
    },
    async () => parse,
  );
}
