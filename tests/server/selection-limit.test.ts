import { sql } from "drizzle-orm";
import { offersOf, performAction } from "@/lib/server/cases/bulk";
import { testDb } from "../support/database";
import { aProjectWithCases, ctxOf } from "../support/factories";

test("a filter that matches 50,001 cases is too large a selection; 50,000 of them are not", async () => {
  const { installer, projectId, ids } = await aProjectWithCases(1);
  await testDb().execute(sql`
    insert into cases (project_id, group_id, owner_id, grid_area, dso_id, case_type, street, house_no, postcode, address_key,
      address_sort, fields, installer_id)
    select project_id, group_id, owner_id, grid_area, dso_id, case_type, street, house_no, postcode, 'k' || n, 'k' || chr(9) || n, '{}', installer_id
    from cases, generate_series(1, 50000) n where id = ${ids[0]}::uuid`);
  const ctx = ctxOf(installer);
  const tooLarge = { code: "selection_too_large", detail: { params: { limit: 50_000 } } };
  const cancel = (selection: unknown) => performAction(ctx, { action: "cancel", selection, dryRun: true });
  await expect(cancel({ projectId })).rejects.toMatchObject(tooLarge);
  await expect(offersOf(ctx, { selection: { projectId } })).rejects.toMatchObject(tooLarge);
  expect(await cancel({ projectId, except: ids })).toMatchObject({ requested: 50_000, done: 50_000 });
  expect(await offersOf(ctx, { selection: { projectId, except: ids } })).toMatchObject({ count: 50_000 });
}, 60_000);
