-- What a team stores is summed up.
create index artifact_versions_by_team on artifact_versions (team_id, size) where state <> 'deleted';
