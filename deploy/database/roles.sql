-- Two roles, and what each may do. Run once by a superuser of the server, in any database:
--   DATABASE_PASSWORD=… DATABASE_OWNER_PASSWORD=… psql --file deploy/database/roles.sql
-- kargro_owner makes and changes tables: `migrate`, `createcachetable` and `restore` alone.
-- kargro reads and writes rows: web and worker. It cannot empty a table at once, change one, or switch off the triggers that
-- keep records as they were written; nor may it make a temporary table whose name stands before a real one.
\set ON_ERROR_STOP on
\getenv password DATABASE_PASSWORD
\getenv owner_password DATABASE_OWNER_PASSWORD

CREATE ROLE kargro_owner LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS CREATEDB PASSWORD :'owner_password';
CREATE ROLE kargro LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS NOCREATEDB PASSWORD :'password';
CREATE DATABASE kargro OWNER kargro_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE kargro FROM PUBLIC;
GRANT CONNECT ON DATABASE kargro TO kargro;

\connect kargro
ALTER SCHEMA public OWNER TO kargro_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO kargro;
-- What is made later, by a migration or a restore, which makes the schema itself anew.
ALTER DEFAULT PRIVILEGES FOR ROLE kargro_owner GRANT USAGE ON SCHEMAS TO kargro;
ALTER DEFAULT PRIVILEGES FOR ROLE kargro_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO kargro;
ALTER DEFAULT PRIVILEGES FOR ROLE kargro_owner GRANT USAGE, SELECT ON SEQUENCES TO kargro;
