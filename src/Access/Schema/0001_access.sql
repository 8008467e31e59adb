-- Users, service accounts and teams share one namespace of names.
create table names (
    name text not null primary key,
    kind text not null
);

create table users (
    id $id$,
    name text not null unique,
    kind text not null,
    email text,
    password_hash text,
    is_instance_admin boolean not null,
    home_team_id bigint,
    created_at bigint not null
);

create table teams (
    id $id$,
    name text not null unique,
    created_at bigint not null,
    created_by bigint not null
);

create table team_members (
    team_id bigint not null references teams (id) on delete cascade,
    user_id bigint not null references users (id) on delete cascade,
    role text not null,
    added_at bigint not null,
    primary key (team_id, user_id)
);
create index team_members_by_user on team_members (user_id);

-- A project is a namespace for artifacts; every team is born with 'model-registry', where its registered models stand.
create table projects (
    id $id$,
    team_id bigint not null references teams (id) on delete cascade,
    name text not null,
    created_at bigint not null,
    created_by bigint not null,
    unique (team_id, name)
);

-- Only the SHA-256 of a key rests here: keys are 40 random characters, so a slow hash would add nothing.
create table api_keys (
    id $id$,
    user_id bigint not null references users (id) on delete cascade,
    key_hash text not null unique,
    description text,
    created_at bigint not null,
    created_by bigint not null,
    last_used_at bigint,
    revoked_at bigint
);
create index api_keys_by_user on api_keys (user_id);

create table audit_entries (
    id $id$,
    at bigint not null,
    actor_id bigint not null,
    actor text not null,
    team_id bigint,
    team text,
    action text not null,
    subject text not null,
    detail text
);
create index audit_entries_by_team on audit_entries (team_id, id);

create table team_uses (
    team_id bigint not null,
    kind text not null,
    things bigint not null,
    primary key (team_id, kind)
);
