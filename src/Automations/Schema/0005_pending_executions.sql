-- Executions that wait for their delivery or item: a sweep looks at them.
create index executions_pending on executions (id) where state = 'pending';
