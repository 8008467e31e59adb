-- ASP.NET's data-protection keys, shared by all servers; sealed like a team's secret, see ProtectionKeys/.
create table protection_keys (
    id $id$,
    friendly_name text not null,
    key_id text not null,
    sealed $blob$ not null,
    created_at bigint not null
);
