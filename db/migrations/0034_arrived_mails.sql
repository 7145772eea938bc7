ALTER TABLE "outbox" ADD COLUMN "may_have_arrived" boolean DEFAULT false NOT NULL;--> statement-breakpoint
-- Of mails tried before this nobody knows.
update outbox set may_have_arrived = true where attempts > 0;
--> statement-breakpoint
-- As before, but a mail that no mail server has been given is not sent at all, however often that was tried.
create or replace function take_back_news(operation uuid, at timestamptz) returns void language sql security definer
  set search_path = public, pg_temp
  as $$
    with undone as (
      update notifications set undone_at = at, read_at = coalesce(read_at, at), awaits_daily = false
      where operation_id = operation and undone_at is null
        and exists (select from operations o where o.id = operation and is_own_operation(o.undone_by))
      returning id
    ), held as (
      delete from outbox m using undone where m.notification_id = undone.id and m.kind = 'news' and not m.may_have_arrived
      returning m.id
    )
    insert into outbox (kind, receiver, language, params, notification_id, created_at, due_at)
    select 'news_undone', m.receiver, m.language, m.params, m.notification_id, at, at
    from outbox m join undone on m.notification_id = undone.id
    where m.kind = 'news' and m.given_up_at is null and not exists (select from held where held.id = m.id)
  $$;
