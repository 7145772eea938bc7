CREATE TABLE "api_tokens" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_tokens_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "grid_areas" (
	"code" char(3) PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"dso_id" uuid NOT NULL,
	"dso_kind" text DEFAULT 'dso' NOT NULL,
	"price_area" text,
	"is_active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "grid_areas_code_dsoId_unique" UNIQUE("code","dso_id"),
	CONSTRAINT "grid_areas_dso_kind_check" CHECK ("grid_areas"."dso_kind" = 'dso')
);
--> statement-breakpoint
CREATE TABLE "login_attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"window_start" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "organisations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"cvr" text,
	"gln" text,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organisations_id_kind_unique" UNIQUE("id","kind"),
	CONSTRAINT "organisations_kind_check" CHECK ("organisations"."kind" in ('installer', 'dso'))
);
--> statement-breakpoint
CREATE TABLE "postcode_grid_areas" (
	"postcode" char(4) NOT NULL,
	"grid_area" char(3) NOT NULL,
	CONSTRAINT "postcode_grid_areas_postcode_grid_area_pk" PRIMARY KEY("postcode","grid_area")
);
--> statement-breakpoint
CREATE TABLE "postcodes" (
	"postcode" char(4) PRIMARY KEY NOT NULL,
	"town" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"role" text NOT NULL,
	"organisation_id" uuid,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"password_hash" text NOT NULL,
	"session_version" integer DEFAULT 1 NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_id_organisationId_unique" UNIQUE("id","organisation_id"),
	CONSTRAINT "users_role_check" CHECK ("users"."role" in ('installer', 'dso', 'admin')),
	CONSTRAINT "users_organisation_check" CHECK (("users"."role" = 'admin') = ("users"."organisation_id" is null))
);
--> statement-breakpoint
CREATE TABLE "groups" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"project_id" uuid NOT NULL,
	"name" text NOT NULL,
	"case_type" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "groups_id_projectId_caseType_unique" UNIQUE("id","project_id","case_type"),
	CONSTRAINT "groups_case_type_check" CHECK ("groups"."case_type" in ('business', 'terraced_house', 'apartment', 'youth_elderly_care')),
	CONSTRAINT "groups_name_check" CHECK (char_length("groups"."name") between 1 and 120)
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"owner_kind" text DEFAULT 'installer' NOT NULL,
	"grid_area" char(3) NOT NULL,
	"dso_id" uuid NOT NULL,
	"created_by" uuid NOT NULL,
	"is_demo" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "projects_id_ownerId_gridArea_dsoId_unique" UNIQUE("id","owner_id","grid_area","dso_id"),
	CONSTRAINT "projects_owner_kind_check" CHECK ("projects"."owner_kind" = 'installer'),
	CONSTRAINT "projects_name_check" CHECK (char_length("projects"."name") between 1 and 120)
);
--> statement-breakpoint
CREATE TABLE "cases" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "cases_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 10001 CACHE 1),
	"project_id" uuid NOT NULL,
	"group_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"grid_area" char(3) NOT NULL,
	"dso_id" uuid NOT NULL,
	"case_type" text NOT NULL,
	"state" text DEFAULT 'submitted' NOT NULL,
	"street" text NOT NULL,
	"house_no" text NOT NULL,
	"floor" text DEFAULT '' NOT NULL,
	"door" text DEFAULT '' NOT NULL,
	"postcode" char(4) NOT NULL,
	"city" text DEFAULT '' NOT NULL,
	"address_key" text NOT NULL,
	"address_sort" text collate "C" NOT NULL,
	"fields" jsonb NOT NULL,
	"installer_id" uuid NOT NULL,
	"handler_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "cases_number_key" UNIQUE("number"),
	CONSTRAINT "cases_address_key" UNIQUE("project_id","address_key"),
	CONSTRAINT "cases_state_check" CHECK ("cases"."state" in ('submitted', 'approved', 'ready_for_meter', 'meter_installed', 'completed', 'rejected', 'cancelled', 'archived')),
	CONSTRAINT "cases_postcode_check" CHECK ("cases"."postcode" ~ '^[0-9]{4}$'),
	CONSTRAINT "cases_house_no_check" CHECK ("cases"."house_no" ~ '^[1-9][0-9]{0,2}[A-ZÆØÅ]?$')
);
--> statement-breakpoint
CREATE TABLE "history_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"operation_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"subject_id" text NOT NULL,
	"action" text NOT NULL,
	"actor_id" uuid,
	"actor_name" text NOT NULL,
	"organisation_id" uuid,
	"from_state" text,
	"to_state" text,
	"changes" jsonb,
	"version" integer,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"user_id" uuid NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" integer,
	"response" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_user_id_key_pk" PRIMARY KEY("user_id","key")
);
--> statement-breakpoint
CREATE TABLE "operations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"action" text NOT NULL,
	"actor_id" uuid,
	"actor_name" text NOT NULL,
	"organisation_id" uuid,
	"project_id" uuid,
	"owner_id" uuid,
	"dso_id" uuid,
	"params" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"requested" integer DEFAULT 0 NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"blocked" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"missing" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"left_out" jsonb,
	"undoes" uuid,
	"undone_by" uuid,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grid_areas" ADD CONSTRAINT "grid_areas_dso_id_dso_kind_organisations_id_kind_fk" FOREIGN KEY ("dso_id","dso_kind") REFERENCES "public"."organisations"("id","kind") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postcode_grid_areas" ADD CONSTRAINT "postcode_grid_areas_grid_area_grid_areas_code_fk" FOREIGN KEY ("grid_area") REFERENCES "public"."grid_areas"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_organisation_id_role_organisations_id_kind_fk" FOREIGN KEY ("organisation_id","role") REFERENCES "public"."organisations"("id","kind") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "groups" ADD CONSTRAINT "groups_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_owner_id_organisations_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_owner_id_owner_kind_organisations_id_kind_fk" FOREIGN KEY ("owner_id","owner_kind") REFERENCES "public"."organisations"("id","kind") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_grid_area_dso_id_grid_areas_code_dso_id_fk" FOREIGN KEY ("grid_area","dso_id") REFERENCES "public"."grid_areas"("code","dso_id") ON DELETE no action ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_project_tenant_fk" FOREIGN KEY ("project_id","owner_id","grid_area","dso_id") REFERENCES "public"."projects"("id","owner_id","grid_area","dso_id") ON DELETE no action ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_group_type_fk" FOREIGN KEY ("group_id","project_id","case_type") REFERENCES "public"."groups"("id","project_id","case_type") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_installer_fk" FOREIGN KEY ("installer_id","owner_id") REFERENCES "public"."users"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_handler_fk" FOREIGN KEY ("handler_id","dso_id") REFERENCES "public"."users"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_tokens_user_id_index" ON "api_tokens" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "grid_areas_dso_id_index" ON "grid_areas" USING btree ("dso_id");--> statement-breakpoint
CREATE UNIQUE INDEX "organisations_kind_name_key" ON "organisations" USING btree ("kind",lower("name"));--> statement-breakpoint
CREATE INDEX "postcode_grid_areas_grid_area_index" ON "postcode_grid_areas" USING btree ("grid_area");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "users_organisation_id_index" ON "users" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "groups_project_id_created_at_index" ON "groups" USING btree ("project_id","created_at");--> statement-breakpoint
CREATE INDEX "projects_owner_id_updated_at_index" ON "projects" USING btree ("owner_id","updated_at");--> statement-breakpoint
CREATE INDEX "projects_dso_id_updated_at_index" ON "projects" USING btree ("dso_id","updated_at");--> statement-breakpoint
CREATE INDEX "cases_project_order" ON "cases" USING btree ("project_id","address_sort","id");--> statement-breakpoint
CREATE INDEX "cases_group_state" ON "cases" USING btree ("group_id","state");--> statement-breakpoint
CREATE INDEX "cases_project_state" ON "cases" USING btree ("project_id","group_id","state");--> statement-breakpoint
CREATE INDEX "cases_installer" ON "cases" USING btree ("installer_id");--> statement-breakpoint
CREATE INDEX "cases_handler" ON "cases" USING btree ("handler_id");--> statement-breakpoint
CREATE INDEX "history_events_subject_id_id_index" ON "history_events" USING btree ("subject_id","id");--> statement-breakpoint
CREATE INDEX "history_events_operation_id_index" ON "history_events" USING btree ("operation_id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_at_index" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "operations_project_id_at_index" ON "operations" USING btree ("project_id","at");--> statement-breakpoint
CREATE INDEX "operations_owner_id_at_index" ON "operations" USING btree ("owner_id","at");--> statement-breakpoint
CREATE INDEX "operations_dso_id_at_index" ON "operations" USING btree ("dso_id","at");--> statement-breakpoint
CREATE INDEX "operations_organisation_id_at_index" ON "operations" USING btree ("organisation_id","at");