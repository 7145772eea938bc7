CREATE INDEX "cases_owner_address" ON "cases" USING btree ("owner_id","address_key");--> statement-breakpoint
-- Keys as bareStreet (lib/domain/spelling.ts) makes them. Two cases that were let in as two addresses keep a key each.
WITH parted AS (
  SELECT id, project_id, number, address_key, regexp_match(address_key, '^(.*)((?:\|[^|]*){4})$') AS part FROM cases
), keyed AS (
  SELECT id, project_id, number, address_key, translate(part[1], $$ .,;:'’‘`´"«»()/‐‑–—-$$, '') || part[2] AS key FROM parted
), ranked AS (
  SELECT id, address_key, key,
    row_number() OVER (PARTITION BY project_id, key ORDER BY address_key <> key, number) AS place FROM keyed
)
UPDATE cases SET address_key = ranked.key || CASE WHEN ranked.place > 1 THEN '|' || cases.id ELSE '' END
FROM ranked WHERE ranked.id = cases.id AND (ranked.key <> cases.address_key OR ranked.place > 1);--> statement-breakpoint
-- Sorted as addressSortKey (lib/domain/address.ts) does it now: »aa« as å, letters with accents as those without.
WITH parted AS (
  SELECT id, split_part(address_sort, E'\t', 1) AS street, address_sort FROM cases
), sorted AS (
  SELECT id, address_sort, translate(replace(street, 'aa', '}'), 'éèêëáàâãíìîïóòôõúùûüýÿ', 'eeeeaaaaiiiioooouuuuyy')
    || substr(address_sort, length(street) + 1) AS sort FROM parted
)
UPDATE cases SET address_sort = sorted.sort FROM sorted WHERE sorted.id = cases.id AND sorted.sort <> sorted.address_sort;
