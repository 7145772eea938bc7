DROP INDEX "operations_organisation_id_at_index";--> statement-breakpoint
CREATE INDEX "operations_organisation_id_action_at_index" ON "operations" USING btree ("organisation_id","action","at");--> statement-breakpoint
CREATE INDEX "operations_actor_id_at_index" ON "operations" USING btree ("actor_id","at");