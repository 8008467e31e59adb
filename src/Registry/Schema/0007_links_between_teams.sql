-- Who linked a version of another team, a number of the room Access. Readers of the registry reach the version through the
-- link while that user could still link it. Null for a version of the same team, and for links older than this column.
alter table memberships add column linked_by bigint;
