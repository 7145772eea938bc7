import { getCase } from "@/lib/server/cases/cases";
import { createGridArea, suggestGridAreas, updateGridArea } from "@/lib/server/places/grid-areas";
import { exportPostcodes, importPostcodes, listPostcodes, setPostcode } from "@/lib/server/places/postcodes";
import { performAction } from "@/lib/server/cases/bulk";
import { setOrganisationActive } from "@/lib/server/people/organisations";
import { getOperation } from "@/lib/server/operations/operations";
import { createProject } from "@/lib/server/projects/projects";
import { getProject } from "@/lib/server/projects/project-summaries";
import { aProjectWithCases, aWorld, ctxOf } from "../support/factories";

test("a postcode suggests its one area, its several, or all when the table has none", async () => {
  const { admin, installer, gridArea, otherArea } = await aWorld();
  const suggest = async (postcode: string) => {
    const { exact, gridAreas } = await suggestGridAreas(ctxOf(installer), { postcode });
    return { exact, codes: gridAreas.map(({ code }) => code) };
  };
  await setPostcode(ctxOf(admin), { postcode: "6001", town: "Ettrup", gridAreas: [gridArea] });
  await setPostcode(ctxOf(admin), { postcode: "6002", town: "Totrup", gridAreas: [gridArea, otherArea] });
  await setPostcode(ctxOf(admin), { postcode: "6003", town: "Nultrup", gridAreas: [] });
  expect(await suggest("6001")).toEqual({ exact: true, codes: [gridArea] });
  expect(await suggest("6002")).toEqual({ exact: true, codes: [gridArea, otherArea].sort() });
  const none = await suggest("6003");
  expect(none.exact).toBe(false);
  expect(none.codes).toEqual(expect.arrayContaining([gridArea, otherArea]));
  await updateGridArea(ctxOf(admin), otherArea, {
    name: "Lukket",
    dsoId: (await suggestGridAreas(ctxOf(installer), { postcode: "6002" })).gridAreas.find(
      ({ code }) => code === otherArea,
    )?.dso.id,
    isActive: false,
  });
  expect(await suggest("6002")).toEqual({ exact: true, codes: [gridArea] });
  await expect(createProject(ctxOf(installer), { name: "X", gridArea: otherArea })).rejects.toMatchObject({
    code: "invalid",
    detail: { faults: [{ path: "gridArea", code: "unknown_grid_area" }] },
  });
  await expect(suggest("12")).rejects.toMatchObject({ code: "invalid" });
});

const tableFile = (text: string, encoding: BufferEncoding = "utf8") => ({
  name: "postnumre.csv",
  bytes: Buffer.from(text, encoding),
});

test("a table of postcodes goes in whole or not at all, and comes out as it went in", async () => {
  const { admin, gridArea, otherArea } = await aWorld();
  const table = `postnr;by;netområder\r\n6101;Åby;${gridArea} ${otherArea}\r\n6102;"Øby, Vest";${otherArea}\r\n`;
  expect(await importPostcodes(ctxOf(admin), tableFile(`\uFEFF${table}`))).toEqual({ count: 2 });
  const { rows } = await listPostcodes(ctxOf(admin), "610");
  expect(rows).toEqual([
    { postcode: "6101", town: "Åby", gridAreas: [gridArea, otherArea].sort() },
    { postcode: "6102", town: "Øby, Vest", gridAreas: [otherArea] },
  ]);
  const out = await exportPostcodes(ctxOf(admin));
  // Excel takes a file without the mark for one of its own country's signs, and Åby for Ã…by.
  expect(out.startsWith("\uFEFFpostnr;by")).toBe(true);
  await importPostcodes(ctxOf(admin), tableFile(out));
  expect(out).toContain(`6101;Åby;${[gridArea, otherArea].sort().join(" ")}\r\n`);
  await expect(
    importPostcodes(ctxOf(admin), tableFile(`6101;Ny;${gridArea}\n61;Kort;${gridArea}\n6103;Ukendt;998\n`)),
  ).rejects.toMatchObject({
    code: "invalid",
    detail: {
      faults: [
        { path: "2", code: "invalid" },
        { path: "3", code: "unknown_grid_area" },
      ],
    },
  });
  expect((await listPostcodes(ctxOf(admin), "6101")).rows[0]?.town).toBe("Åby");
});

test("a table is read in the encoding it was saved in, and refused where letters are lost", async () => {
  const { admin, gridArea } = await aWorld();
  const table = `postnr;by;netområder\r\n6111;Køge Æbelø;${gridArea}\r\n`;
  const read = async (bytes: Buffer) => {
    await importPostcodes(ctxOf(admin), { name: "postnumre.csv", bytes });
    return (await listPostcodes(ctxOf(admin), "6111")).rows[0]?.town;
  };
  for (const bytes of [
    Buffer.from(table, "latin1"),
    Buffer.from(`\uFEFF${table}`, "utf16le"),
    Buffer.from(`\uFEFF${table}`, "utf16le").swap16(),
    Buffer.from(table.replaceAll(";", "\t")),
    // As DOS wrote æ, ø and å.
    Buffer.from(
      table.replace(/[æøåÆ]/g, (letter) => "\x91\x9b\x86\x92"["æøåÆ".indexOf(letter)] ?? ""),
      "latin1",
    ),
  ]) {
    expect(await read(bytes)).toBe("Køge Æbelø");
    await importPostcodes(ctxOf(admin), tableFile(`6111;Andet;${gridArea}`));
  }
  for (const town of ["K\uFFFDge", "K?ge"]) {
    await expect(importPostcodes(ctxOf(admin), tableFile(`6111;${town};${gridArea}`))).rejects.toMatchObject({
      code: "invalid",
      detail: { faults: [{ path: "1", code: "garbled_text" }] },
    });
  }
  await expect(
    importPostcodes(ctxOf(admin), { name: "a.csv", bytes: Buffer.from([0, 1, 2, 3, 0, 255]) }),
  ).rejects.toMatchObject({ code: "invalid_file" });
  expect(await exportPostcodes(ctxOf(admin))).toMatch(/^\uFEFFpostnr;by;netområder\r\n/);
});

test("an area that passes to another grid company takes its projects along and frees their cases of handlers", async () => {
  const { admin, dso, otherDso, gridArea, projectId, ids } = await aProjectWithCases(2);
  await performAction(ctxOf(dso), {
    action: "change_handler",
    params: { handlerId: dso.id },
    selection: { ids },
  });
  const [{ operationId = "" } = {}] = (await getCase(ctxOf(dso), ids[0] ?? "")).history;
  await updateGridArea(ctxOf(admin), gridArea, {
    name: "Solgt",
    dsoId: otherDso.organisation?.id,
    isActive: true,
  });
  await expect(getProject(ctxOf(dso), projectId)).rejects.toMatchObject({ code: "not_found" });
  await expect(getOperation(ctxOf(dso), operationId)).rejects.toMatchObject({ code: "not_found" });
  expect((await getOperation(ctxOf(otherDso), operationId)).projectId).toBe(projectId);
  const { case: moved, history } = await getCase(ctxOf(otherDso), ids[0] ?? "");
  expect(moved.handler).toBeNull();
  expect(history[0]).toMatchObject({ action: "change_handler", changes: { handlerId: [dso.id, null] } });
});

test("an archived case stays as it is when its area passes to another grid company", async () => {
  const { admin, dso, otherDso, gridArea, ids } = await aProjectWithCases(2);
  const [archived = "", open = ""] = ids;
  const act = (action: string, params: object, of: string[]) =>
    performAction(ctxOf(dso), { action, params, selection: { ids: of } });
  await act("change_handler", { handlerId: dso.id }, ids);
  await act("reject", { reason: "Forkert gruppe" }, [archived]);
  await act("archive", {}, [archived]);
  const before = (await getCase(ctxOf(dso), archived)).case;
  await updateGridArea(ctxOf(admin), gridArea, {
    name: "Solgt",
    dsoId: otherDso.organisation?.id,
    isActive: true,
  });
  const { case: after, history } = await getCase(ctxOf(otherDso), archived);
  expect(after).toEqual(before);
  expect(after).toMatchObject({ handler: { id: dso.id }, closed: { reason: "Forkert gruppe" } });
  expect(history[0]?.action).toBe("archive");
  expect((await getCase(ctxOf(otherDso), open)).case.handler).toBeNull();
});

test("no project is made where nobody would receive its cases", async () => {
  const { admin, installer, dso, gridArea } = await aWorld();
  await setPostcode(ctxOf(admin), { postcode: "6004", town: "Firtrup", gridAreas: [gridArea] });
  await setOrganisationActive(ctxOf(admin), dso.organisation?.id ?? "", { isActive: false });
  await expect(createProject(ctxOf(installer), { name: "X", gridArea })).rejects.toMatchObject({
    code: "invalid",
    detail: { faults: [{ path: "gridArea", code: "unknown_grid_area" }] },
  });
  const { gridAreas } = await suggestGridAreas(ctxOf(installer), { postcode: "6004" });
  expect(gridAreas.map(({ code }) => code)).not.toContain(gridArea);
});

test("an area has a code of its own and belongs to a grid company", async () => {
  const { admin, installer, dso, gridArea } = await aWorld();
  await expect(
    createGridArea(ctxOf(admin), { code: gridArea, name: "X", dsoId: dso.organisation?.id }),
  ).rejects.toMatchObject({ code: "already_exists" });
  await expect(
    createGridArea(ctxOf(admin), { code: "987", name: "X", dsoId: installer.organisation?.id }),
  ).rejects.toMatchObject({
    code: "invalid",
    detail: { faults: [{ path: "dsoId", code: "unknown_organisation" }] },
  });
});
