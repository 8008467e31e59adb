-- How often an attempt's outcome was lost, with the server that made it or with its task: what takes its server with it
-- must not be tried for ever (ADR 0011).
alter table deliveries add column lost bigint not null default 0;
