import { type Part, zip } from "./zip";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml";

export type Cell = string | number | { xml: string };
export type SheetSource = { name: string; xml: string; state?: string; path?: string; kind?: "chartsheet" };
export type Source = {
  sheets?: SheetSource[];
  strings?: string;
  styles?: string;
  mainType?: string;
  date1904?: boolean;
  more?: Part[];
  /** A last word on each part. */
  change?: (part: Part) => Part | Part[];
};

export const escaped = (text: string) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

const columnOf = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : columnOf(Math.floor(index / 26) - 1) + columnOf(index % 26);

/** Rows from 1; text as inline strings, numbers as numbers, `{xml}` as it is with `@` for the reference. */
export const rowsXml = (rows: readonly (readonly (Cell | null)[])[], prefix = "") =>
  rows
    .map((cells, i) => {
      const inner = cells
        .map((cell, j) => {
          const ref = `${columnOf(j)}${i + 1}`;
          if (cell === null) return "";
          if (typeof cell === "object") return cell.xml.replaceAll("@", ref);
          if (typeof cell === "number")
            return `<${prefix}c r="${ref}"><${prefix}v>${cell}</${prefix}v></${prefix}c>`;
          return `<${prefix}c r="${ref}" t="inlineStr"><${prefix}is><${prefix}t xml:space="preserve">${escaped(cell)}</${prefix}t></${prefix}is></${prefix}c>`;
        })
        .join("");
      return cells.length === 0 ? "" : `<${prefix}row r="${i + 1}">${inner}</${prefix}row>`;
    })
    .join("");

export const worksheet = (rows: string, { before = "", after = "" } = {}) =>
  `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${MAIN}" xmlns:r="${RELATIONS}">${before}<sheetData>${rows}</sheetData>${after}</worksheet>`;

export const HEAD = ["Vejnavn", "Husnr.", "Etage", "Dør", "Postnr."];

/** A workbook of one sheet »Adresser« unless told otherwise. */
export function workbook({ sheets = [], strings, styles, more = [], ...source }: Source): Buffer {
  const parts = sheets.map((sheet, i) => ({
    ...sheet,
    path: sheet.path ?? `${sheet.kind ?? "worksheet"}s/sheet${i + 1}.xml`,
    id: `rId${i + 1}`,
  }));
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="${RELATIONS}/${kind}" Target="${target}"/>`;
  const list: Part[] = [
    {
      name: "[Content_Types].xml",
      content: `<?xml version="1.0"?><Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${source.mainType ?? `${TYPES}.sheet.main+xml`}"/>${parts.map((sheet) => `<Override PartName="/xl/${sheet.path}" ContentType="${TYPES}.${sheet.kind ?? "worksheet"}+xml"/>`).join("")}${strings === undefined ? "" : `<Override PartName="/xl/sharedStrings.xml" ContentType="${TYPES}.sharedStrings+xml"/>`}${styles === undefined ? "" : `<Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/>`}</Types>`,
    },
    {
      name: "_rels/.rels",
      content: `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}/relationships">${relation("rId1", "officeDocument", "xl/workbook.xml")}</Relationships>`,
    },
    {
      name: "xl/workbook.xml",
      content: `<?xml version="1.0"?><workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}">${source.date1904 ? '<workbookPr date1904="1"/>' : ""}<sheets>${parts.map((sheet, i) => `<sheet name="${sheet.name}" sheetId="${i + 1}"${sheet.state ? ` state="${sheet.state}"` : ""} r:id="${sheet.id}"/>`).join("")}</sheets></workbook>`,
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      content: `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}/relationships">${parts.map((sheet) => relation(sheet.id, sheet.kind ?? "worksheet", sheet.path)).join("")}${strings === undefined ? "" : relation("rIdS", "sharedStrings", "sharedStrings.xml")}${styles === undefined ? "" : relation("rIdT", "styles", "styles.xml")}</Relationships>`,
    },
    ...parts.map((sheet) => ({ name: `xl/${sheet.path}`, content: sheet.xml })),
    ...(strings === undefined ? [] : [{ name: "xl/sharedStrings.xml", content: strings }]),
    ...(styles === undefined ? [] : [{ name: "xl/styles.xml", content: styles }]),
    ...more,
  ];
  return zip(list.flatMap((part) => source.change?.(part) ?? part));
}

export const sheetOf = (rows: readonly (readonly (Cell | null)[])[], name = "Adresser"): SheetSource => ({
  name,
  xml: worksheet(rowsXml(rows)),
});

/** Styles 1–4: a date, a date and month, a time, an exponent. */
export const STYLES = `<?xml version="1.0"?><styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="170" formatCode="d\\.\\ mmm"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="170" applyNumberFormat="1"/><xf numFmtId="20" applyNumberFormat="1"/><xf numFmtId="11" applyNumberFormat="1"/></cellXfs></styleSheet>`;
export const styled = (style: number, value: number): Cell => ({
  xml: `<c r="@" s="${style}"><v>${value}</v></c>`,
});

export const sharedStrings = (...items: string[]) =>
  `<?xml version="1.0"?><sst xmlns="${MAIN}">${items.join("")}</sst>`;
export const { MAIN_NAMESPACE, STRICT } = {
  MAIN_NAMESPACE: MAIN,
  STRICT: "http://purl.oclc.org/ooxml/spreadsheetml/main",
};
