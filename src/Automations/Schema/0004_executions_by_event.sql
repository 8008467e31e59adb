-- Who answered an event: for explaining it.
create index executions_by_event on executions (event_id);
