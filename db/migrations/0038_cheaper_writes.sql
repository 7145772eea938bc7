-- A user belongs to one company, so the other key says the same of all but archived cases. Those name whoever was
-- responsible, so nobody is deleted; people leave by `is_active`.
alter table cases drop constraint cases_handler_fk;
--> statement-breakpoint
create function refuse_removing_user() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception 'users are deactivated, not deleted: cases and history name them' using errcode = 'foreign_key_violation';
end $$;
--> statement-breakpoint
create trigger users_kept before delete on users for each row execute function refuse_removing_user();
--> statement-breakpoint
-- The same values as before, so an instance of the release before may go on reading and writing. This writes the table anew.
alter table cases drop column reference_key,
  add column reference_key text GENERATED ALWAYS AS (case when octet_length("fields"->>'reference') = length("fields"->>'reference') then lower(("fields"->>'reference') collate "C")
    else replace(translate(lower(("fields"->>'reference') collate "C"), 'ÆØÅÇÑÐÞŠŽČŁÉÈÊËÁÀÂÃÍÌÎÏÓÒÔÕÚÙÛÜÝŸÄÖéèêëáàâãíìîïóòôõúùûüýÿäö', 'æøåçñðþšžčłeeeeaaaaiiiioooouuuuyyæøeeeeaaaaiiiioooouuuuyyæø'), 'å', 'aa') end) STORED;
--> statement-breakpoint
create index cases_reference on cases using btree (project_id, reference_key) where reference_key is not null;
