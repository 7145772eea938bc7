-- Substrings through an index. The extension comes with PostgreSQL, and the owner of a database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE TABLE "search_terms" (
	"project_id" uuid NOT NULL,
	"term" text NOT NULL,
	"street_key" text collate "C",
	"is_reference" boolean NOT NULL
);
--> statement-breakpoint
ALTER TABLE "cases" DROP CONSTRAINT "cases_address_key";--> statement-breakpoint
DROP INDEX "cases_owner_address";--> statement-breakpoint
DROP INDEX "cases_group_state";--> statement-breakpoint
DROP INDEX "cases_project_state";--> statement-breakpoint
DROP INDEX "cases_meter_number";--> statement-breakpoint
DROP INDEX "cases_metering_point";--> statement-breakpoint
-- Half of each page stays free for the new versions of its rows: a bulk change writes all of them at once.
-- The columns are added in one statement, which writes the table anew and fills its pages so.
ALTER TABLE "cases" SET (fillfactor = 50);--> statement-breakpoint
ALTER TABLE "cases"
  ADD COLUMN "search_text" text GENERATED ALWAYS AS (replace(translate(lower((street || ' ' || house_no || ' ' || floor || ' ' || door || ' ' || postcode || ' ' || city || ' ' || number) collate "C"), 'ÆØÅÇÑÐÞŠŽČŁÉÈÊËÁÀÂÃÍÌÎÏÓÒÔÕÚÙÛÜÝŸÄÖéèêëáàâãíìîïóòôõúùûüýÿäö', 'æøåçñðþšžčłeeeeaaaaiiiioooouuuuyyæøeeeeaaaaiiiioooouuuuyyæø'), 'aa', 'å')) STORED NOT NULL,
  ADD COLUMN "reference_key" text GENERATED ALWAYS AS (replace(translate(lower(("fields"->>'reference') collate "C"), 'ÆØÅÇÑÐÞŠŽČŁÉÈÊËÁÀÂÃÍÌÎÏÓÒÔÕÚÙÛÜÝŸÄÖéèêëáàâãíìîïóòôõúùûüýÿäö', 'æøåçñðþšžčłeeeeaaaaiiiioooouuuuyyæøeeeeaaaaiiiioooouuuuyyæø'), 'å', 'aa')) STORED,
  ADD COLUMN "meter_number_key" text GENERATED ALWAYS AS (translate("fields"->>'meterNumber', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ .-', 'abcdefghijklmnopqrstuvwxyz')) STORED,
  ADD COLUMN "metering_point_id_key" text GENERATED ALWAYS AS (translate("fields"->>'meteringPointId', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ .-', 'abcdefghijklmnopqrstuvwxyz')) STORED;--> statement-breakpoint
ALTER TABLE "search_terms" ADD CONSTRAINT "search_terms_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "search_terms_project" ON "search_terms" USING btree ("project_id","term");--> statement-breakpoint
CREATE INDEX "search_terms_street" ON "search_terms" USING btree ("project_id","street_key") WHERE "search_terms"."street_key" is not null;--> statement-breakpoint
CREATE INDEX "search_terms_text" ON "search_terms" USING gin ("term" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "cases_group" ON "cases" USING btree ("group_id");--> statement-breakpoint
CREATE INDEX "cases_reference" ON "cases" USING btree ("project_id","reference_key") WHERE "cases"."reference_key" is not null;--> statement-breakpoint
CREATE INDEX "cases_meter_number" ON "cases" USING btree ("dso_id","meter_number_key") WHERE "cases"."meter_number_key" is not null;--> statement-breakpoint
CREATE INDEX "cases_metering_point" ON "cases" USING btree ("dso_id","metering_point_id_key") WHERE "cases"."metering_point_id_key" is not null;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_address_key" UNIQUE("owner_id","address_key","project_id");--> statement-breakpoint
-- `searchTerm` in lib/domain/search.ts.
CREATE FUNCTION search_term(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT replace(translate(lower(given collate "C"), 'ÆØÅÇÑÐÞŠŽČŁÉÈÊËÁÀÂÃÍÌÎÏÓÒÔÕÚÙÛÜÝŸÄÖéèêëáàâãíìîïóòôõúùûüýÿäö', 'æøåçñðþšžčłeeeeaaaaiiiioooouuuuyyæøeeeeaaaaiiiioooouuuuyyæø'), 'å', 'aa')
$$;--> statement-breakpoint
-- An address never changes, so of an update only the reference counts. Terms that the project has are not added
-- again; two statements at the same time may both add one, since nobody waits here.
CREATE FUNCTION keep_search_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF tg_op = 'INSERT' THEN
    INSERT INTO search_terms (project_id, term, street_key, is_reference)
    SELECT * FROM (
      SELECT DISTINCT project_id, search_term(part) AS term, street_key, false AS is_reference FROM (
        SELECT project_id, street AS part, substring(address_sort FROM '^[^\t]*\t[^\t]*(?=\t)') AS street_key FROM added
        UNION SELECT project_id, postcode, NULL FROM added UNION SELECT project_id, city, NULL FROM added
        UNION SELECT project_id, door, NULL FROM added
      ) parts
      WHERE part <> ''
      UNION ALL SELECT DISTINCT project_id, reference_key, NULL, true FROM added WHERE reference_key <> ''
    ) found
    WHERE NOT EXISTS (
      SELECT FROM search_terms t WHERE t.project_id = found.project_id AND t.term = found.term
        AND t.is_reference = found.is_reference AND t.street_key IS NOT DISTINCT FROM found.street_key
    );
  ELSE
    INSERT INTO search_terms (project_id, term, is_reference)
    SELECT * FROM (
      SELECT DISTINCT a.project_id, a.reference_key AS term, true FROM added a JOIN gone g USING (id)
      WHERE a.reference_key <> '' AND a.reference_key IS DISTINCT FROM g.reference_key
    ) found
    WHERE NOT EXISTS (
      SELECT FROM search_terms t WHERE t.project_id = found.project_id AND t.term = found.term AND t.is_reference
    );
  END IF;
  RETURN NULL;
END $$;--> statement-breakpoint
INSERT INTO search_terms (project_id, term, street_key, is_reference)
SELECT DISTINCT project_id, search_term(part), street_key, false FROM (
  SELECT project_id, street AS part, substring(address_sort FROM '^[^\t]*\t[^\t]*(?=\t)') AS street_key FROM cases
  UNION SELECT project_id, postcode, NULL FROM cases UNION SELECT project_id, city, NULL FROM cases
  UNION SELECT project_id, door, NULL FROM cases
) parts
WHERE part <> ''
UNION ALL SELECT DISTINCT project_id, reference_key, NULL, true FROM cases WHERE reference_key <> '';--> statement-breakpoint
CREATE TRIGGER cases_terms_added AFTER INSERT ON cases
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_search_terms();--> statement-breakpoint
CREATE TRIGGER cases_terms_changed AFTER UPDATE ON cases
  REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_search_terms();--> statement-breakpoint
-- The projects that have a case whose number contains some digits. Every such number lies in a range that begins with
-- any `head` and ends in `tail` free digits. Range by range, the index on the number finds them; joined to all ranges at
-- once, every case would be compared with each.
CREATE FUNCTION projects_with_number(digits text) RETURNS SETOF uuid LANGUAGE plpgsql STABLE AS $$
DECLARE
  top bigint := coalesce((SELECT max(number) FROM cases), 0);
  step bigint;
  whole bigint;
  low bigint;
BEGIN
  FOR tail IN 0 .. length(top::text) - length(digits) LOOP
    step := 10 ^ tail;
    whole := 10 ^ (tail + length(digits));
    -- No number begins with 0.
    FOR head IN (digits LIKE '0%')::int .. top / whole LOOP
      low := head * whole + digits::bigint * step;
      RETURN QUERY SELECT DISTINCT project_id FROM cases WHERE number >= low AND number < low + step;
    END LOOP;
  END LOOP;
END $$;
