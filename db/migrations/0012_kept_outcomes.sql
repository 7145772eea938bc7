-- The status stood in a column of its own; it is the first part of the web layer's text now.
ALTER TABLE "idempotency_keys" ALTER COLUMN "response" SET DATA TYPE text USING status || ' ' || (response #>> '{}');--> statement-breakpoint
ALTER TABLE "idempotency_keys" DROP COLUMN "status";
