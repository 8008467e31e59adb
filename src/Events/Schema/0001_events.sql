-- The append-only log. 'number' is given in commit order when the log is read, never at the append: ids become visible
-- out of order when transactions overlap.
create table events (
    id $id$,
    number bigint,
    type text not null,
    at bigint not null,
    actor text not null,
    team_id bigint not null,
    team text not null,
    project text,
    scope_kind text not null,
    collection_id bigint,
    registered_model text,
    artifact text,
    artifact_version_id bigint,
    version text,
    alias text,
    tag text,
    before text,
    after text,
    depth bigint not null
);
create index events_by_team on events (team_id, number);
create index events_without_number on events (id) where number is null;

create table event_numbering (
    id bigint not null primary key,
    last bigint not null
);
insert into event_numbering (id, last) values (1, 0);

-- Work to do: one row for each consumer that has not answered the event yet.
create table event_pending (
    consumer text not null,
    event_id bigint not null,
    primary key (consumer, event_id)
);
