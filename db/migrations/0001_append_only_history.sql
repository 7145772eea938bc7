-- History is only ever added to, whoever asks.
create function refuse_history_change() returns trigger language plpgsql as $$
begin
  raise exception 'history_events is append-only' using errcode = 'insufficient_privilege';
end $$;
--> statement-breakpoint
create trigger history_events_append_only
  before update or delete on history_events
  for each row execute function refuse_history_change();
--> statement-breakpoint
create trigger history_events_no_truncate
  before truncate on history_events
  for each statement execute function refuse_history_change();
