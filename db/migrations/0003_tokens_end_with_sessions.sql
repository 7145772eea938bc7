ALTER TABLE "api_tokens" ADD COLUMN "session_version" integer;
--> statement-breakpoint
update api_tokens t set session_version = u.session_version from users u where u.id = t.user_id;
--> statement-breakpoint
-- Tokens of companies that are closed must not work again when these reopen.
update api_tokens t set revoked_at = now() from users u join organisations o on o.id = u.organisation_id
where u.id = t.user_id and t.revoked_at is null and not o.is_active;
--> statement-breakpoint
ALTER TABLE "api_tokens" ALTER COLUMN "session_version" SET NOT NULL;
