-- When a run was deleted. Nobody finds it from then on, its id is free, and it is removed piece by piece.
alter table runs add column deleted_at bigint;
create index runs_deleted on runs (id) where deleted_at is not null;

-- Bytes of the rows of metrics. Those that were appended before are not counted.
alter table runs add column history_bytes bigint not null default 0;

-- What a team stores is summed up while its runs write.
create index runs_by_team on runs (team_id, log_bytes, history_bytes) where deleted_at is null;
