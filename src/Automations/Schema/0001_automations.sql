create table automations (
    id $id$,
    team_id bigint not null,
    name text not null,
    created_by text not null,
    created_at bigint not null,
    deleted_at bigint
);
create unique index automations_by_name on automations (team_id, name) where deleted_at is null;

-- An automation as it stood from valid_from until valid_to, by the database's clock: the version valid at an event's
-- append is the one that answers it, whatever was edited or deleted since.
create table automation_versions (
    id $id$,
    automation_id bigint not null,
    team_id bigint not null,
    description text,
    enabled boolean not null,
    scope_type text not null,
    scope_name text,
    collection_id bigint,
    event_type text not null,
    alias_pattern text,
    tag_pattern text,
    action_type text not null,
    webhook_id bigint,
    payload text,
    valid_from bigint not null,
    valid_to bigint,
    saved_by text not null
);
create unique index automation_versions_current on automation_versions (automation_id) where valid_to is null;
create index automation_versions_matching on automation_versions (team_id, event_type, collection_id);
create index automation_versions_of_collection on automation_versions (collection_id) where valid_to is null;

-- One row for each automation and event: the unique constraint makes a second answer impossible.
create table executions (
    id $id$,
    team_id bigint not null,
    automation_id bigint not null,
    automation_version_id bigint not null,
    event_id bigint not null,
    state text not null,
    reason text,
    delivery_id bigint,
    created_at bigint not null,
    unique (automation_id, event_id)
);
create index executions_by_age on executions (automation_id, id);
