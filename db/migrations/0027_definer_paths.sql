-- A function with the owner's rights looks for tables in the asker's temporary schema first, unless that is named last: a
-- temporary table of the same name, with a trigger, would have let a statement run with the owner's rights.
alter function is_own_operation(uuid) set search_path = public, pg_temp;
--> statement-breakpoint
alter function operations_told(uuid[]) set search_path = public, pg_temp;
--> statement-breakpoint
alter function terms_like(text) set search_path = public, pg_temp;
--> statement-breakpoint
alter function projects_with_number(text) set search_path = public, pg_temp;
--> statement-breakpoint
alter function keep_case_counts() set search_path = public, pg_temp;
--> statement-breakpoint
alter function remove_search_terms() set search_path = public, pg_temp;
--> statement-breakpoint
alter function forget_skipped_rows(timestamptz, int) set search_path = public, pg_temp;
