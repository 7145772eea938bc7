ALTER TABLE "operations" ADD COLUMN "part_of" uuid;--> statement-breakpoint
CREATE INDEX "operations_part_of_index" ON "operations" USING btree ("part_of","project_id") WHERE part_of is not null;