-- Which queues a registration token, and the agent that it made, may serve: a JSON array of names; null for every queue of the team.
alter table agent_tokens add column queues text;
-- The one name that it registers, also over an agent of that name; null for any name that is free.
alter table agent_tokens add column agent_name text;
create index agent_tokens_by_team on agent_tokens (team_id, id);

alter table agents add column allowed_queues text;
-- The token by which it registered last.
alter table agents add column token_id bigint;
