ALTER TABLE "users" ADD COLUMN "change_count" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
-- In the transaction of the change itself, so that whoever sees the number sees the change. Its parts are no operations of their own.
create function count_changes() returns trigger language plpgsql as $$
begin
  update users set change_count = change_count + 1
  where id in (select actor_id from added where part_of is null);
  return null;
end $$;
--> statement-breakpoint
create trigger count_changes after insert on operations
  referencing new table as added for each statement execute function count_changes();
