CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"organisation_id" uuid,
	"operation_id" uuid,
	"action" text NOT NULL,
	"kind" text NOT NULL,
	"by_organisation_id" uuid,
	"by_name" text NOT NULL,
	"count" integer DEFAULT 0 NOT NULL,
	"projects" integer DEFAULT 0 NOT NULL,
	"project_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone,
	"undone_at" timestamp with time zone,
	"awaits_daily" boolean DEFAULT false NOT NULL,
	CONSTRAINT "notifications_operation_user" UNIQUE("operation_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "news" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "notification_id" uuid;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notifications_user_id_created_at_id_index" ON "notifications" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "notifications_unread" ON "notifications" USING btree ("user_id") WHERE "notifications"."read_at" is null;--> statement-breakpoint
CREATE INDEX "notifications_daily" ON "notifications" USING btree ("created_at") WHERE "notifications"."awaits_daily";--> statement-breakpoint
CREATE INDEX "notifications_created_at_index" ON "notifications" USING btree ("created_at");--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_notification_id_notifications_id_fk" FOREIGN KEY ("notification_id") REFERENCES "public"."notifications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "outbox_notification_id_index" ON "outbox" USING btree ("notification_id");--> statement-breakpoint
alter table notifications enable row level security, force row level security;
--> statement-breakpoint
-- Whoever is told sees it, marks it as read, and changes nothing else.
revoke update on notifications from projekter_app;
--> statement-breakpoint
grant update (read_at) on notifications to projekter_app;
--> statement-breakpoint
grant update (awaits_daily) on notifications to projekter_admin;
--> statement-breakpoint
create policy admin on notifications to projekter_admin using (true);
--> statement-breakpoint
do $$ declare
  verb text;
begin
  foreach verb in array array['select', 'update'] loop
    execute format('create policy own_%s on notifications for %1$s to projekter_installer, projekter_dso using (
      user_id = (select asking_user()) and organisation_id = (select asking_company()))', verb);
  end loop;
end $$;
--> statement-breakpoint
-- Each tells of what they have done themselves, whoever is told; of a request for access somebody who is not known.
create policy told on notifications for insert to projekter_app with check (
  case when operation_id is null
    then action = 'ask_for_access' and exists (select from users u where u.id = user_id and u.role = 'admin')
    else is_own_operation(operation_id) end);
--> statement-breakpoint
-- Takes back what an operation told, once it is undone by whoever asks. A mail that nobody has tried to send is not sent;
-- of one that may have arrived, one more mail tells that it is undone.
create function take_back_news(operation uuid, at timestamptz) returns void language sql security definer
  set search_path = public, pg_temp
  as $$
    with undone as (
      update notifications set undone_at = at, read_at = coalesce(read_at, at), awaits_daily = false
      where operation_id = operation and undone_at is null
        and exists (select from operations o where o.id = operation and is_own_operation(o.undone_by))
      returning id
    ), held as (
      delete from outbox m using undone where m.notification_id = undone.id and m.kind = 'news' and m.attempts = 0
      returning m.id
    )
    insert into outbox (kind, receiver, language, params, notification_id, created_at, due_at)
    select 'news_undone', m.receiver, m.language, m.params, m.notification_id, at, at
    from outbox m join undone on m.notification_id = undone.id
    where m.kind = 'news' and m.given_up_at is null and not exists (select from held where held.id = m.id)
  $$;
