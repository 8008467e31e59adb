-- Events of runs: which run, which metric, and the watch that fired.
alter table events add column run text;
alter table events add column metric text;
alter table events add column watch_id bigint;
