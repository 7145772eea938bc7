import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { facts, worldOf } from "../support/api-client";

const { people, gridArea } = worldOf(__filename);

// On a machine without them the examples cannot be played; where everything is checked they are there.
const isPossible = ["curl", "jq"].every((name) => spawnSync(name, ["--version"]).status === 0);
const play = isPossible || process.env.CI ? test : test.skip;

play("docs/api.md plays the main job as it stands", () => {
  const blocks = [...readFileSync("docs/api.md", "utf8").matchAll(/```sh\n([\s\S]*?)```/g)].map(
    ([, code]) => code,
  );
  expect(blocks).toHaveLength(12);
  const folder = mkdtempSync(join(tmpdir(), "projekter-walkthrough-"));
  const { stdout, stderr, status } = spawnSync("bash", ["--norc", "-euo", "pipefail"], {
    input: blocks.join("\n"),
    cwd: folder,
    encoding: "utf8",
    env: {
      ...process.env,
      URL: facts().url,
      INSTALLER: people.installer.token,
      DSO: people.dso.token,
      AREA: gridArea,
    },
  });
  rmSync(folder, { recursive: true, force: true });
  expect([status, stderr]).toEqual([0, ""]);
  const told = stdout
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
    .replace(/^\d{5} /gm, "N ")
    .replace(/^20[-0-9]{8}T\S+Z /gm, "AT ");
  expect(told).toBe(`${people.installer.name} of ${people.installer.organisation?.name}
{
  "created": 3,
  "problems": []
}
row 3, Husnr.: Husnr. mangler.
{
  "sheet": {
    "name": "",
    "hidden": false,
    "headerRow": 1
  },
  "columns": {
    "street": "Vejnavn",
    "houseNo": "Husnr.",
    "postcode": "Postnr."
  },
  "notices": []
}
Anvis
Ændre sagsbehandler
Redigér sagsfelter
Afvis
Annullér
{
  "done": 4,
  "blocked": [],
  "missing": []
}
{"phase":"checking","done":0,"total":4,"operationId":"ID"}
{"phase":"checking","done":4,"total":4,"operationId":"ID"}
{"phase":"writing","done":0,"total":4,"operationId":"ID"}
{"phase":"writing","done":4,"total":4,"operationId":"ID"}
4
{
  "action": "approve",
  "requested": 4,
  "done": 4,
  "canUndo": true
}
cases_changed: Kan ikke fortrydes: 4 sager er ændret siden.
N Havnegade 1, st. tv, 2740 Skovlunde
N Havnegade 1, st. th, 2740 Skovlunde
4
${people.installer.organisation?.name} har meldt 4 sager klar til måler i Havnekvarteret
${people.installer.organisation?.name} har oprettet 1 sag i Havnekvarteret
${people.installer.organisation?.name} har oprettet 3 sager i Havnekvarteret
0
AT create_project: 0 cases
AT create_group: 0 cases
AT create_cases: 3 cases
AT import_cases: 1 cases
AT approve: 4 cases
AT report_ready_for_meter: 4 cases
0
`);
});
