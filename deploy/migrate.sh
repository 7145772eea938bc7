#!/bin/sh
# Brings the database up to date as its owner, and lets the user that serves take the roles on.
set -eu
node commands/migrate.mjs
psql --quiet --set ON_ERROR_STOP=1 "$DATABASE_URL" <<SQL
grant projekter_app, projekter_installer, projekter_dso, projekter_admin to ${SERVING_USER:-serving};
SQL
