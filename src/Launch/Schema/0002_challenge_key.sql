-- The key by which servers know the challenges that they gave to agents; made by the first that needs it. One row.
create table agent_challenge_keys (
    id bigint not null primary key,
    value $blob$ not null
);
