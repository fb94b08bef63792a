#!/bin/sh
# Makes the server's role and database, and a role for backups. The server's role is no superuser, so that row-level
# security holds for it; the other's reads everything and writes nothing. Run by a superuser, with QINLIAN_DB_PASSWORD.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$QINLIAN_DB_PASSWORD" <<'SQL'
CREATE ROLE qinlian LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE qinlian OWNER qinlian ENCODING 'UTF8' TEMPLATE template0;
CREATE ROLE qinlian_backup LOGIN BYPASSRLS PASSWORD :'password';
GRANT pg_read_all_data TO qinlian_backup;
SQL
