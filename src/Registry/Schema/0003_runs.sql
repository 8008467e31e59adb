-- The run that made a version, a number of the room Runs; null for none. Lineage itself is kept there, from the commit on.
alter table artifact_versions add column run_id bigint;
