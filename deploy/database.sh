#!/bin/sh
# Once, as the database is made: the owner, who migrates, and the user that serves, who owns nothing.
set -eu
psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" \
  --set owner="$OWNER_PASSWORD" --set serving="$SERVING_PASSWORD" <<'SQL'
create role projekter login createrole password :'owner';
create role serving login password :'serving';
create database projekter owner projekter;
SQL
