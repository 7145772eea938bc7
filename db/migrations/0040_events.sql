CREATE TABLE "webhook_deliveries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"webhook_id" uuid NOT NULL,
	"operation_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"delivered_at" timestamp with time zone,
	"given_up_at" timestamp with time zone,
	"last_result" text
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organisation_id" uuid NOT NULL,
	"url" text NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone,
	"last_result" text,
	"failing_since" timestamp with time zone,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "operations" ADD COLUMN "event_number" bigint;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("webhook_id","due_at") WHERE "webhook_deliveries"."delivered_at" is null and "webhook_deliveries"."given_up_at" is null;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_given_up" ON "webhook_deliveries" USING btree ("webhook_id") WHERE "webhook_deliveries"."given_up_at" is not null;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_created_at_index" ON "webhook_deliveries" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "webhooks_organisation_id_index" ON "webhooks" USING btree ("organisation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "operations_event_number_key" ON "operations" USING btree ("event_number");--> statement-breakpoint
CREATE INDEX "operations_without_number" ON "operations" USING btree ("at","id") WHERE event_number is null and done > 0 and grid_areas <> '{}';
--> statement-breakpoint
-- Gives committed operations their numbers in the feed. Whoever gives numbers holds the lock until they are committed, and
-- they are above all others, so nobody who has read a number ever misses a smaller one. Made of the clock: after a restore
-- the numbers go on above those that were given after the backup. An operation whose row somebody holds waits for the next time.
create function number_operations() returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  highest bigint;
begin
  if current_setting('transaction_read_only')::boolean
    or not exists (select from operations where event_number is null and done > 0 and grid_areas <> '{}') then return; end if;
  perform pg_advisory_xact_lock(7914132);
  highest := greatest((select max(event_number) from operations), (extract(epoch from clock_timestamp()) * 1000000)::bigint);
  update operations o set event_number = highest + n.place from (
    select id, row_number() over (order by at, (part_of is not null), id) as place from (
      select id, at, part_of from operations where event_number is null and done > 0 and grid_areas <> '{}'
      order by at, id limit 10000 for update skip locked) taken
  ) n where o.id = n.id;
end $$;
--> statement-breakpoint
-- Whether a company sees all that an operation touched (`visibleOperations`).
create function company_sees(company organisations, operation_owner uuid, areas text[]) returns boolean language sql stable
  set search_path = public, pg_temp
  as $$
    select case company.kind when 'installer' then operation_owner = company.id
      else areas <@ array(select code::text from grid_areas a where a.dso_id = company.id) end
  $$;
--> statement-breakpoint
-- A delivery for each webhook whose company sees the operation: of one over several projects the whole, or else its parts.
create function post_to_webhooks() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from webhooks where is_active) then
    insert into webhook_deliveries (webhook_id, operation_id, created_at, due_at)
    select w.id, o.id, o.at, o.at
    from added o cross join webhooks w join organisations c on c.id = w.organisation_id
    where o.done > 0 and o.grid_areas <> '{}' and w.is_active and c.is_active and company_sees(c, o.owner_id, o.grid_areas)
      and not exists (
        select from operations whole where whole.id = o.part_of and company_sees(c, whole.owner_id, whole.grid_areas));
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger operations_to_webhooks after insert on operations referencing new table as added
  for each statement execute function post_to_webhooks();
--> statement-breakpoint
do $$ declare
  fenced text;
begin
  foreach fenced in array array['webhooks', 'webhook_deliveries'] loop
    execute format('alter table %I enable row level security, force row level security', fenced);
    execute format('create policy admin on %I to projekter_admin using (true)', fenced);
  end loop;
end $$;