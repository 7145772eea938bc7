CREATE TABLE "brought_data" (
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"value" jsonb NOT NULL,
	CONSTRAINT "brought_data_kind_key_pk" PRIMARY KEY("kind","key")
);
--> statement-breakpoint
revoke insert, update, delete on brought_data from projekter_app;
--> statement-breakpoint
grant insert, update on brought_data to projekter_admin;
