// @ts-check
// Reads a workbook in a thread of its own, so that a monstrous file stops nobody and can be stopped itself.
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { inspectPackage } from "./zip-guard.mjs";

const XLSX = createRequire(import.meta.url)("xlsx");

/** Wider than any sheet of ours; what lies beyond is somebody's stray formatting. */
const MAX_COLUMNS = 200;
const ERRORS = {
  0: "#NULL!",
  7: "#DIV/0!",
  15: "#VALUE!",
  23: "#REF!",
  29: "#NAME?",
  36: "#NUM!",
  42: "#N/A",
};

const { maxRows, maxInflated } = workerData;
const bytes = Buffer.from(workerData.bytes);

/** @param {string} reason */
const fault = (reason) => ({ fault: reason });

const starts = (/** @type {number[]} */ ...signature) => signature.every((byte, i) => bytes[i] === byte);

function read() {
  if (bytes.length === 0) return fault("empty");
  // The old compound format: an encrypted .xlsx is wrapped in it, an .xls is one.
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) {
    return fault(bytes.includes(Buffer.from("EncryptedPackage", "utf16le")) ? "password" : "not_xlsx");
  }
  if (starts(0x50, 0x4b)) {
    const problem = inspectPackage(bytes, maxInflated);
    return problem ? fault(problem) : sheetsOf({ type: "buffer" }, bytes);
  }
  if (!workerData.isCsv || bytes.includes(0)) return fault("not_xlsx");
  return sheetsOf({ type: "string", raw: true }, decode(bytes));
}

/** Danish Excel still writes windows-1252 when asked for plain CSV. */
function decode(/** @type {Buffer} */ given) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(given);
  } catch {
    return new TextDecoder("windows-1252").decode(given);
  }
}

function sheetsOf(/** @type {object} */ how, /** @type {Buffer | string} */ content) {
  let book;
  try {
    const limits = {
      sheetRows: maxRows + 2,
      sheetStubs: true,
      cellHTML: false,
      cellText: false,
      cellNF: true,
    };
    book = XLSX.read(content, { ...how, ...limits, dense: true });
  } catch (error) {
    return fault(/password/i.test(String(error)) ? "password" : "damaged");
  }
  const date1904 = book.Workbook?.WBProps?.date1904 === true;
  const sheets = [];
  for (const name of book.SheetNames) {
    const sheet = book.Sheets[name];
    // SheetJS leaves out a sheet it could not read, without a word.
    if (!sheet) return fault("damaged");
    const rows = [];
    for (const [i, line] of (sheet["!data"] ?? []).entries()) {
      const cells = Array.from((line ?? []).slice(0, MAX_COLUMNS), (cell) => valueOf(cell, date1904));
      if (cells.some((cell) => cell !== null && cell !== "")) rows.push({ row: i + 1, cells });
    }
    if (rows.length > maxRows + 1) return { tooManyRows: true };
    sheets.push({ name, rows });
  }
  return { sheets };
}

function valueOf(/** @type {any} */ cell, /** @type {boolean} */ date1904) {
  // A formula that was never reckoned out is read as 0, and no column of ours can hold a 0.
  if (cell?.f !== undefined && (cell.v === undefined || cell.v === 0))
    return { error: `=${String(cell.f).slice(0, 100)}` };
  if (!cell || cell.v === undefined || cell.v === null) return cell?.t === "e" ? { error: "#N/A" } : null;
  if (cell.t === "e") return { error: ERRORS[/** @type {keyof typeof ERRORS} */ (cell.v)] ?? "#N/A" };
  if (cell.t === "d") return { date: new Date(cell.v).toISOString().slice(0, 10) };
  if (cell.t === "n" && typeof cell.z === "string" && XLSX.SSF.is_date(cell.z)) {
    const day = XLSX.SSF.parse_date_code(cell.v, { date1904 });
    // A time of day without a date, or a number that is no day at all.
    if (!day || day.y < 1901) return cell.v;
    return { date: [day.y, day.m, day.d].map((part) => String(part).padStart(2, "0")).join("-") };
  }
  return cell.v;
}

parentPort?.postMessage(read());
