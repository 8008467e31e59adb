-- Executions keep the state in which they ended (ADR 0010); lists are filtered by it.
create index executions_by_state on executions (automation_id, state, id);
