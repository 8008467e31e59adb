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

-- The console log, in pieces by byte offset.
create table run_log (
    run_id bigint not null references runs (id) on delete cascade,
    position bigint not null,
    content $blob$ not null,
    primary key (run_id, position)
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
