-- Keys of jobs, see ActorLimits. Null expires_at: the job has not ended.
create table limited_keys (
    id $id$,
    key_hash text not null unique,
    name text not null,
    team_id bigint not null references teams (id) on delete cascade,
    project_id bigint not null,
    run_id bigint not null,
    artifact_versions text not null, -- JSON array of numbers
    depth integer not null,
    created_at bigint not null,
    expires_at bigint
);
