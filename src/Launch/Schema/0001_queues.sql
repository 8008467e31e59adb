-- A queue holds runs that wait for an agent (M16).
create table queues (
    id $id$,
    team_id bigint not null,
    team_name text not null,
    name text not null,
    resource text not null, -- QueueResource
    paused boolean not null,
    lost_policy text not null, -- LostPolicy
    labels text not null, -- JSON array: what an agent must have
    max_concurrency integer,
    start_timeout bigint not null, -- microseconds
    allowed_arguments text not null, -- JSON array
    settings text not null, -- JSON: QueueSettings, whole; the columns above are for SQL
    created_by text not null,
    created_at bigint not null,
    updated_at bigint not null,
    unique (team_id, name)
);

-- Who names which queue; written by the rooms above (house.md 2).
create table queue_uses (
    team_id bigint not null,
    queue_id bigint not null,
    user_kind text not null,
    user_key text not null,
    user_name text not null,
    disabled boolean not null,
    primary key (queue_id, user_kind, user_key)
);
create index queue_uses_by_user on queue_uses (user_kind, user_key);

create table queue_items (
    id $id$,
    team_id bigint not null,
    team_name text not null,
    queue_id bigint not null, -- no reference: what ended outlives its queue
    queue_name text not null,
    state text not null, -- ItemState
    reason text,
    priority integer not null, -- 0 critical to 3 low
    job text not null, -- team/project/name:v3
    job_version_id bigint not null, -- the artifact version, resolved when queued
    project_id bigint not null,
    project_name text not null,
    run_id bigint not null,
    run_key text not null, -- the run's id in its project
    spec text not null, -- JSON: what the agent is told, but for fence and key
    asked text, -- JSON: the resource arguments and variables as given; a repeat merges them with the queue's config of its day
    inputs text not null, -- JSON array of artifact version numbers that the job may read
    dedupe_key text,
    cause_automation text,
    cause_execution bigint,
    cause_event bigint,
    rerun_of bigint,
    depth integer not null, -- how many causes led here
    attempts integer not null, -- attempts that were not given back unstarted
    max_attempts integer not null,
    attempt_id bigint, -- the current attempt; null while none is
    agent_name text, -- who has it, or had it last
    not_before bigint,
    expires_at bigint, -- who still waits then, expires
    cancel_requested_at bigint,
    cancel_requested_by text,
    created_by text not null,
    created_at bigint not null,
    claimed_at bigint,
    started_at bigint,
    ended_at bigint,
    exit_code integer,
    unique (team_id, dedupe_key)
);
-- The claim reads this and nothing else.
create index queue_items_waiting on queue_items (queue_id, priority, id) where state = 'queued';
create index queue_items_active on queue_items (queue_id) where state in ('claimed', 'starting', 'running');
create index queue_items_by_queue on queue_items (queue_id, id);

-- The life of an item: append-only.
create table item_transitions (
    id $id$,
    item_id bigint not null references queue_items (id),
    attempt integer,
    from_state text,
    to_state text not null,
    at bigint not null,
    actor text not null,
    reason text
);
create index item_transitions_by_item on item_transitions (item_id, id);

-- One try at an item. Its id is also its fence: ids are given once and grow, and only one attempt of an item is current.
create table item_attempts (
    id $id$,
    item_id bigint not null references queue_items (id),
    queue_id bigint not null,
    agent_id bigint not null,
    number integer not null,
    state text not null, -- AttemptState
    request_hash text not null, -- SHA-256 of the claim's request id: a repeated claim finds its attempts
    lease_until bigint not null,
    start_until bigint not null, -- running by then, or it failed
    unknown_since bigint, -- its lease ran out and nobody knows what became of it
    entered_nonce text,
    key_id bigint not null, -- the job's own key
    backend_ref text,
    log_end bigint not null, -- how much of its log has arrived
    claimed_at bigint not null,
    started_at bigint,
    running_at bigint,
    ended_at bigint,
    exit_code integer,
    reason text,
    waiting text -- what it waits for before it runs, in the words of its backend, as its agent told last
);
create index item_attempts_by_item on item_attempts (item_id, id);
create index item_attempts_by_request on item_attempts (agent_id, request_hash);
create index item_attempts_active on item_attempts (agent_id) where state in ('claimed', 'starting', 'running', 'unknown');
create index item_attempts_by_lease on item_attempts (lease_until) where state in ('claimed', 'starting', 'running', 'unknown');

create table agents (
    id $id$,
    team_id bigint not null,
    team_name text not null,
    name text not null,
    public_key text not null, -- SubjectPublicKeyInfo, base64
    host text,
    version text,
    labels text not null, -- JSON array
    runners text not null, -- JSON array
    queues text not null, -- JSON array of names that it serves
    allowed_queues text, -- JSON array of names that it may serve; null for every queue of the team
    token_id bigint, -- the token by which it registered last
    slots integer not null,
    draining boolean not null,
    stop_requested boolean not null,
    last_seen_at bigint,
    created_at bigint not null,
    unique (team_id, name)
);

create table agent_tokens (
    id $id$,
    team_id bigint not null,
    token_hash text not null unique,
    description text,
    queues text, -- JSON array of names that its agents may serve; null for every queue of the team
    agent_name text, -- the one name that it registers, also over an agent of that name; null for any name that is free
    reusable boolean not null,
    used_at bigint,
    expires_at bigint not null,
    created_by text not null,
    created_at bigint not null
);

create index agent_tokens_by_team on agent_tokens (team_id, id);

-- The key by which servers know the challenges that they gave to agents; made by the first that needs it. One row.
create table agent_challenge_keys (
    id bigint not null primary key,
    value $blob$ not null
);

create table agent_challenges (
    challenge_hash text not null primary key,
    agent_id bigint not null references agents (id) on delete cascade,
    expires_at bigint not null
);

create table agent_sessions (
    id $id$,
    agent_id bigint not null references agents (id) on delete cascade,
    token_hash text not null unique,
    boot_id text not null,
    created_at bigint not null,
    expires_at bigint not null,
    ended_reason text -- null while it holds
);
create index agent_sessions_by_agent on agent_sessions (agent_id);

-- Heartbeats that this database's servers processed last: tells an agent's silence from our own.
create table launch_watch (
    id bigint not null primary key,
    processed_at bigint not null,
    guard_until bigint not null
);
insert into launch_watch (id, processed_at, guard_until) values (1, 0, 0);

-- One row for each queue and minute in which something happened, kept 30 days.
create table queue_minutes (
    queue_id bigint not null,
    minute bigint not null, -- microseconds, the minute's beginning
    enqueued integer not null,
    claimed integer not null,
    succeeded integer not null,
    failed integer not null,
    cancelled integer not null,
    lost integer not null,
    claim_p50 bigint,
    claim_p99 bigint,
    start_p50 bigint,
    start_p99 bigint,
    primary key (queue_id, minute)
);

-- Statistics and the expiry read by time.
create index queue_items_by_creation on queue_items (created_at);
create index queue_items_by_end on queue_items (ended_at) where ended_at is not null;
create index queue_items_expiring on queue_items (expires_at) where state = 'queued' and expires_at is not null;
create index item_attempts_by_claim on item_attempts (claimed_at);
create index item_attempts_by_running on item_attempts (running_at) where running_at is not null;
