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
    enabled boolean not null,
    scope_type text not null,
    scope_name text,
    collection_id bigint,
    event_type text not null,
    watch_id bigint, -- stands for the condition on a metric
    webhook_id bigint,
    queue_id bigint,
    settings text not null, -- all of AutomationSettings, but for the payload
    payload text, -- of the action: the template of the body or of the overrides, as it was written
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
    item_id bigint,
    created_at bigint not null,
    unique (automation_id, event_id)
);
create index executions_by_age on executions (automation_id, id);
-- Executions keep the state in which they ended (ADR 0010); lists are filtered by it.
create index executions_by_state on executions (automation_id, state, id);
-- Who answered an event: for explaining it.
create index executions_by_event on executions (event_id);
-- Executions that wait for their delivery or item: a sweep looks at them.
create index executions_pending on executions (id) where state = 'pending';
