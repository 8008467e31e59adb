-- An event whose answer failed unexpectedly waits for its next try by itself, and holds up none (ADR 0011).
alter table event_pending add column tries bigint not null default 0;
alter table event_pending add column due_at bigint; -- null until a try has failed
create index event_pending_retried on event_pending (consumer, due_at) where tries > 0;
