-- The number of the run whose job started this one, with its key: that job may write to it. Null when no job did.
alter table runs add column started_by_run bigint;
