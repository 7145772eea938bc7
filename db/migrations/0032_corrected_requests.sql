ALTER TABLE "access_requests" ADD COLUMN "corrected_at" timestamp with time zone;--> statement-breakpoint
-- Keeps a request for access, or the newer values of one that is open; tells whether it is a new one. Whoever asks may read none.
create function keep_access_request(given jsonb, at timestamptz) returns boolean language sql security definer
  set search_path = public, pg_temp
  as $$
    insert into access_requests as r (company, cvr, authorisation, name, email, phone, note, language, created_at)
    select g.company, g.cvr, g.authorisation, g.name, g.email, g.phone, g.note, g.language, at
    from jsonb_populate_record(null::access_requests, given) g
    on conflict (cvr, lower(email)) where decided_at is null do update set
      company = excluded.company, authorisation = excluded.authorisation, name = excluded.name, phone = excluded.phone,
      note = excluded.note, language = excluded.language,
      corrected_at = case
        when (r.company, r.authorisation, r.name, r.phone, r.note)
          is distinct from (excluded.company, excluded.authorisation, excluded.name, excluded.phone, excluded.note)
        then at else r.corrected_at end
    returning xmax = 0
  $$;
