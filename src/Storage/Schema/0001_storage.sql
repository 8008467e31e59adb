-- One row for each running server process; claims name it, and a rescuer frees the claims of those that went silent.
create table server_instances (
    id $id$,
    host text not null,
    started_at bigint not null,
    heartbeat_at bigint not null
);
