-- Where a team's automations send to (M4).
create table webhooks (
    id $id$,
    team_id bigint not null,
    name text not null,
    url text not null,
    enabled boolean not null,
    settings text not null, -- JSON: WebhookSettings, whole; the columns above are for SQL
    disabled_reason text, -- why Slipway disabled it
    warning text, -- what was odd at save
    created_by text not null,
    created_at bigint not null,
    updated_at bigint not null,
    unique (team_id, name)
);

-- Who names a webhook. Written by the rooms above, in the transaction that saves the user.
create table webhook_uses (
    team_id bigint not null,
    webhook_id bigint not null,
    user_kind text not null,
    user_key text not null,
    user_name text not null,
    disabled boolean not null,
    primary key (user_kind, user_key, webhook_id)
);
create index webhook_uses_by_webhook on webhook_uses (webhook_id);

-- due_at is set exactly while the delivery waits (pending, retrying); claimed_by and lease_until exactly while it is
-- being delivered; ended_at exactly when it has ended. The fence rises with each claim, so that a claimant who was
-- taken for dead changes nothing when it comes back.
create table deliveries (
    id $id$,
    team_id bigint not null,
    webhook_id bigint not null,
    webhook text not null,
    message_id text not null,
    automation text,
    execution_id bigint,
    event_id bigint,
    payload text not null,
    state text not null,
    reason text,
    attempts integer not null,
    lost bigint not null default 0, -- how often an attempt's outcome was lost, with the server that made it or with its task (ADR 0011)
    once boolean not null,
    due_at bigint,
    claimed_by bigint,
    lease_until bigint,
    fence bigint not null,
    created_at bigint not null,
    delivered_at bigint,
    ended_at bigint
);
create index deliveries_due on deliveries (webhook_id, due_at) where due_at is not null;
create index deliveries_claimed on deliveries (claimed_by) where claimed_by is not null;
create index deliveries_ended on deliveries (ended_at) where ended_at is not null;
create index deliveries_by_team on deliveries (team_id, id);
create index deliveries_by_webhook on deliveries (webhook_id, id);
-- Those that are looked for among millions that went well. A delivery that goes well at once never enters it.
create index deliveries_by_state on deliveries (team_id, state, id) where state in ('pending', 'retrying', 'held', 'failed', 'cancelled');
-- Held deliveries by webhook: a sweep looks for those whose webhook is enabled or gone.
create index deliveries_held on deliveries (webhook_id) where state = 'held';

create table delivery_attempts (
    id $id$,
    delivery_id bigint not null,
    n integer not null,
    started_at bigint not null,
    duration_ms double precision not null,
    outcome text not null,
    status integer,
    dialed_address text,
    private_target boolean not null,
    timings text not null,
    url text not null,
    request_headers text not null,
    response_headers text,
    response_body text,
    response_truncated boolean not null,
    error_code text,
    error_message text,
    error_remedy text,
    unique (delivery_id, n)
);
