-- The first answer to each Idempotency-Key, for 24 h. The answer is sealed under the caller's own credential, which is
-- not stored: nobody but the caller can read it back, since it may show a key once.
create table idempotency_keys (
    caller text not null,
    path text not null,
    idempotency_key text not null,
    request_hash text not null,
    state text not null,
    instance_id bigint not null,
    status integer,
    content_type text,
    answer $blob$,
    created_at bigint not null,
    primary key (caller, path, idempotency_key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
