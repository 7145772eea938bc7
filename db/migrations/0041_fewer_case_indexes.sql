DROP INDEX "cases_installer";--> statement-breakpoint
DROP INDEX "cases_handler";