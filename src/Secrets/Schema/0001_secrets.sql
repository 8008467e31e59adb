-- A value rests only in 'sealed', opened by the key 'key_id'; see Encryption/Envelope.cs for its layout.
create table secrets (
    id $id$,
    team_id bigint not null,
    name text not null,
    key_id text not null,
    sealed $blob$ not null,
    updated_at bigint not null,
    updated_by text not null,
    unique (team_id, name)
);
create index secrets_by_key on secrets (key_id);

-- Who names a secret. Written by the rooms above, in the transaction that saves the user.
create table secret_uses (
    team_id bigint not null,
    secret_name text not null,
    user_kind text not null,
    user_key text not null,
    user_name text not null,
    disabled boolean not null,
    primary key (user_kind, user_key, secret_name)
);
create index secret_uses_by_secret on secret_uses (team_id, secret_name);
