-- The action launch: what is queued, and where the run goes. Its overrides stand in payload.
alter table automation_versions add column queue_id bigint;
alter table automation_versions add column job text;
alter table automation_versions add column job_version text;
alter table automation_versions add column project text;

-- Events of runs: which states, which runs, and the condition on a metric with the watch that stands for it.
alter table automation_versions add column run_states text; -- JSON array; null for every state
alter table automation_versions add column run_pattern text;
alter table automation_versions add column metric text; -- JSON object
alter table automation_versions add column watch_id bigint;

alter table executions add column item_id bigint;
