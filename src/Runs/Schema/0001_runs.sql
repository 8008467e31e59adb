-- A run of somebody's code in a project: what it was given, what it said, how it ended (M18).
create table runs (
    id $id$,
    team_id bigint not null,
    team_name text not null,
    project_id bigint not null,
    project_name text not null,
    run_key text not null, -- its id in its project, as clients know it
    name text not null,
    state text not null, -- RunState
    config text, -- JSON object
    summary text, -- JSON object
    tags text not null, -- JSON array
    job_type text,
    run_group text,
    notes text,
    host text,
    exit_code integer,
    depth integer not null, -- how many causes led here
    -- What launched it; all null for a run that nobody launched. Numbers of the rooms above, which this room never reads.
    launch_queue text,
    launch_item bigint,
    launch_job text,
    cause_automation text,
    cause_event bigint,
    history_rows bigint not null,
    next_step bigint not null,
    log_bytes bigint not null,
    created_by text not null,
    created_at bigint not null,
    started_at bigint,
    ended_at bigint,
    heartbeat_at bigint,
    unique (project_id, run_key)
);
create index runs_by_project on runs (project_id, id);
create index runs_beating on runs (heartbeat_at) where state = 'running';

-- The values of one step each, numbered without gaps, so that an even sample of them is found by number.
create table run_history (
    run_id bigint not null references runs (id) on delete cascade,
    row_number bigint not null, -- from 0
    step bigint not null, -- never falls
    content text not null, -- JSON object with _step
    primary key (run_id, row_number)
);
create index run_history_by_step on run_history (run_id, step, row_number);

-- The console log, in pieces by byte offset.
create table run_log (
    run_id bigint not null references runs (id) on delete cascade,
    position bigint not null,
    content $blob$ not null,
    primary key (run_id, position)
);

create table run_files (
    id $id$,
    run_id bigint not null references runs (id) on delete cascade,
    path text not null,
    size bigint not null,
    sha256 text not null,
    md5 text not null,
    storage_key text not null unique,
    updated_at bigint not null,
    unique (run_id, path)
);

-- Stored bytes that no file has any more. A row goes when its bytes are gone.
create table run_files_released (
    storage_key text not null primary key
);

-- Lineage: numbers of artifact versions, which this room never reads.
create table run_artifacts (
    run_id bigint not null references runs (id) on delete cascade,
    artifact_version_id bigint not null,
    use_kind text not null, -- input | output
    used_as text,
    at bigint not null,
    primary key (run_id, artifact_version_id, use_kind)
);
create index run_artifacts_by_version on run_artifacts (artifact_version_id);

-- Metrics that somebody waits for; set and removed by the room above, in its own transactions.
create table metric_watches (
    id $id$,
    team_id bigint not null,
    project_id bigint, -- null: every project of the team
    run_pattern text, -- a regular expression over the run's name; null: every run
    metric text not null,
    aggregate text not null, -- MetricAggregate
    window_size integer not null, -- how many values are looked at together
    operator text not null, -- MetricOperator
    threshold double precision not null,
    created_at bigint not null
);
create index metric_watches_by_team on metric_watches (team_id);

-- The last values that a watch has seen of a run, so that no history is read when the next one arrives.
create table metric_windows (
    watch_id bigint not null references metric_watches (id) on delete cascade,
    run_id bigint not null references runs (id) on delete cascade,
    recent text not null, -- JSON array of numbers, newest last
    last double precision, -- what they made together at the last look; null while there are too few
    holds boolean not null, -- whether the condition held then
    primary key (watch_id, run_id)
);

-- When a watch last told of a run: at most once a day.
create table metric_crossings (
    watch_id bigint not null references metric_watches (id) on delete cascade,
    run_id bigint not null references runs (id) on delete cascade,
    at bigint not null,
    primary key (watch_id, run_id)
);
create index metric_windows_by_run on metric_windows (run_id);
create index metric_crossings_by_run on metric_crossings (run_id);
