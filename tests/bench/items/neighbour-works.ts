/** P11: the heavy work of one person, each asked over HTTP as a browser or a program asks it. */
import { BATCH_FIELDS, idOf, NEW_POSTCODE, TOKENS } from "../model";

export const ROWS = 20_000;

/** The project of 50,000 cases, an empty group in another one, and who asks. */
export type Facts = {
  base: string;
  ids: string[];
  emptyGroup: string;
  /** Operations: one that changed every case, one that left 20,000 rows out. */
  edited: string;
  skipped: string;
  cookie: string;
  colleague: string;
};
export type Work = () => Promise<number>;

export const faultyAddresses = Array.from({ length: ROWS }, (_, i) => ({
  street: `Ukendt vej ${i}`,
  houseNo: "x",
  postcode: "27",
}));
const newAddresses = Array.from({ length: ROWS }, (_, i) => ({
  street: `Nyvej ${1 + Math.floor(i / 10_000)}. sti`,
  houseNo: String(1 + Math.floor((i % 10_000) / 40)),
  floor: String(1 + Math.floor((i % 40) / 4)),
  door: String(1 + (i % 4)),
  postcode: NEW_POSTCODE,
  ampere: 16,
  connectionDate: "2099-03-02",
}));

/** Each gives the answer's status when all of it has come. */
export function worksOf({ base, ids, ...facts }: Facts): Record<string, Work> {
  const ask = async (path: string, init: RequestInit) => {
    const response = await fetch(`${base}${path}`, init);
    for await (const _ of response.body as unknown as AsyncIterable<Uint8Array>);
    return response.status;
  };
  const get = (path: string, token: string = TOKENS.installer) =>
    ask(path, { headers: { authorization: `Bearer ${token}` } });
  const page = (path: string) => ask(path, { headers: { cookie: facts.cookie } });
  const post = (path: string, body: unknown) =>
    ask(path, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKENS.installer}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const all = async (works: Promise<number>[]) => Math.max(...(await Promise.all(works)));

  const projectId = idOf("project", 1);
  const project = `/api/v1/projects/${projectId}`;
  const selection = { projectId, filter: {} };
  const edit = (ampere: number, selected: unknown) =>
    post("/api/v1/cases/actions", {
      action: "edit",
      params: { set: { ampere } },
      selection: selected,
      acceptWarnings: true,
    });
  const create = (body: object) =>
    post(`/api/v1/groups/${facts.emptyGroup}/cases`, { fields: BATCH_FIELDS, ...body });
  return {
    export: () => get(`${project}/export.xlsx`),
    "two exports": () => all([get(`${project}/export.xlsx`), get(`${project}/export.xlsx`, facts.colleague)]),
    print: () => page(`/projects/${projectId}/print`),
    "errors.xlsx": () => get(`/api/v1/operations/${facts.skipped}/errors.xlsx`),
    "report.xlsx": () => get(`/api/v1/operations/${facts.edited}/report.xlsx`),
    "report page": () => page(`/operations/${facts.edited}`),
    "report JSON": () => get(`/api/v1/operations/${facts.skipped}`),
    activity: () => page(`/projects/${projectId}/activity`),
    "24 documents": () => all(Array.from({ length: 24 }, () => ask("/api/docs", {}))),
    "project page": () => page(`/projects/${projectId}`),
    "import check": () => create({ addresses: faultyAddresses, mode: "check" }),
    "import commit": () => create({ addresses: newAddresses, acceptWarnings: true }),
    "bulk by ids": () => edit(25, { ids }),
    "bulk by filter": () => edit(20, selection),
    "offers by ids": () => post("/api/v1/cases/offers", { selection: { ids } }),
    "values by filter": () => post("/api/v1/cases/values", { selection }),
    "bulk refused": () =>
      post("/api/v1/cases/actions", { action: "complete", params: { completedOn: "2026-11-23" }, selection }),
  };
}
