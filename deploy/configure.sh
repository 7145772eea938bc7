#!/bin/sh
# Writes .env for compose.yaml: sh deploy/configure.sh projekter.example. What is there is kept, so secrets are made once.
set -eu
if [ -e .env ]; then
  echo ".env is there already, and is kept."
  exit 0
fi
name=${1:-}
case $name in
"" | *[!A-Za-z0-9.-]*)
  echo "Name the address that people use, without https:// and a path: sh deploy/configure.sh projekter.example" >&2
  exit 1
  ;;
esac
# Letters and figures, since some stand in addresses.
secret() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
umask 077
cat >.env <<SETTINGS
COMPOSE_PROJECT_NAME=projekter
SITE=$name
NEXTAUTH_SECRET=$(secret)
POSTGRES_PASSWORD=$(secret)
OWNER_PASSWORD=$(secret)
SERVING_PASSWORD=$(secret)
BACKUP_KEEP_DAYS=30
# The mail server; without one mails stay under Administration » Mails.
SMTP_URL=
MAIL_FROM=
# See docs/operations.md.
METRICS_TOKEN=
LOG_FORMAT=
CSP_REPORTS=
WEBHOOK_INTERNAL_HOSTS=
ADDRESS_SERVICE_URL=
ADDRESS_SERVICE_TOKEN=
TWO_FACTOR=
OIDC_ISSUER=
OIDC_CLIENT_ID=
OIDC_CLIENT_SECRET=
OIDC_SCOPES=
OIDC_LABEL_DA=
OIDC_LABEL_EN=
OIDC_GROUPS_CLAIM=
OIDC_ROLES=
OIDC_CVR_CLAIM=
PASSWORDS=
PASSWORDS_EXCEPT=
BACKUP_PUBLIC_KEY=
SETTINGS
echo ".env is written. Next: docker compose up --detach --wait"
