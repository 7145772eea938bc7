-- No verb moves a user, but an operator may: what was held in the old company or role must not open the new one.
create function end_access_of_moved() returns trigger language plpgsql as $$
begin
  if (new.role, new.organisation_id) is distinct from (old.role, old.organisation_id)
    and new.session_version = old.session_version then
    new.session_version := old.session_version + 1;
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger users_moved before update of role, organisation_id on users
  for each row execute function end_access_of_moved();
