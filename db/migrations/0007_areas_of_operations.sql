DROP INDEX "operations_dso_id_at_index";--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD COLUMN "organisation_id" uuid;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD COLUMN "grid_areas" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "operations" ADD COLUMN "grid_areas" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
-- The areas of everything an operation touched: its project, and its cases whether done, skipped or left as they were.
with touched as (
  select o.id, p.grid_area::text as area from operations o join projects p on p.id = o.project_id
  union select e.operation_id, c.grid_area::text from history_events e join cases c on c.id::text = e.subject_id
    where e.subject = 'case'
  union select d.operation_id, c.grid_area::text from operation_details d cross join jsonb_array_elements(d.blocked) b
    join cases c on c.id::text = b->>'caseId'
  union select d.operation_id, c.grid_area::text from operation_details d
    cross join jsonb_array_elements_text(d.unchanged) u join cases c on c.id::text = u
), areas as (
  select id, array_agg(area order by area) as areas from touched group by id
)
update operations o set grid_areas = a.areas from areas a
where a.id = o.id and coalesce(o.project_id, o.owner_id, o.dso_id) is not null;--> statement-breakpoint
-- Of what is gone nothing tells the area any more; it stays with whoever has all of that DSO's areas.
update operations o set grid_areas = array(select code::text from grid_areas g where g.dso_id = o.dso_id order by code)
where grid_areas = '{}' and dso_id is not null;--> statement-breakpoint
update idempotency_keys k set organisation_id = u.organisation_id,
  grid_areas = array(select code::text from grid_areas g where g.dso_id = u.organisation_id)
from users u where u.id = k.user_id;--> statement-breakpoint
CREATE INDEX "operations_grid_areas_index" ON "operations" USING gin ("grid_areas");--> statement-breakpoint
CREATE INDEX "operations_at_id_index" ON "operations" USING btree ("at","id");--> statement-breakpoint
ALTER TABLE "operations" DROP COLUMN "dso_id";
