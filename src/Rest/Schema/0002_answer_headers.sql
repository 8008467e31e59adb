-- What stood before the body, such as Location: a repeated answer is the first one whole. Sealed like the answer; null for none.
alter table idempotency_keys add column headers $blob$;
