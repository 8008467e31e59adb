-- A collection is a numbered sequence of versions: an artifact of a project, or a registered model of a registry.
-- A registry is a project (the team's own one is model-registry), so project_id names the registry of a model.
-- Teams and projects are never renamed; their names are kept here because every event and reference tells them.
create table collections (
    id $id$,
    team_id bigint not null,
    team_name text not null,
    project_id bigint not null,
    project_name text not null,
    kind text not null, -- artifact | model
    name text not null,
    type text not null, -- what its versions are, fixed at creation: model, dataset, ...
    description text,
    card text, -- Markdown
    next_index integer not null, -- the number of the next version; a number is never given twice
    created_at bigint not null,
    created_by text not null,
    updated_at bigint not null,
    unique (project_id, name),
    unique (team_name, project_name, name)
);
create index collections_by_project on collections (project_id, kind, id);

-- A committed artifact version is a member of its own artifact, and of every registered model that it is linked to.
-- In its own artifact version_index is the N of vN; in a model it is the model's own count.
create table memberships (
    id $id$,
    collection_id bigint not null references collections (id),
    artifact_version_id bigint not null, -- artifact_versions.id (0002_artifacts.sql)
    version_index integer not null,
    created_at bigint not null,
    created_by text not null,
    unique (collection_id, version_index),
    unique (collection_id, artifact_version_id)
);
create index memberships_by_artifact_version on memberships (artifact_version_id);

-- One alias stands on one version of its collection. The automatic ones (latest, vN) are computed and have no row.
create table aliases (
    id $id$,
    collection_id bigint not null references collections (id),
    alias text not null,
    membership_id bigint not null references memberships (id),
    set_at bigint not null,
    set_by text not null,
    unique (collection_id, alias)
);
create index aliases_by_membership on aliases (membership_id);
create index aliases_by_name on aliases (alias, collection_id);

-- Aliases of a registry that only its administrators put on, move or take off.
create table protected_aliases (
    id $id$,
    team_id bigint not null,
    project_id bigint not null, -- the registry
    alias text not null,
    created_at bigint not null,
    created_by text not null,
    unique (project_id, alias)
);

create table collection_tags (
    id $id$,
    collection_id bigint not null references collections (id),
    tag text not null,
    created_at bigint not null,
    created_by text not null,
    unique (collection_id, tag)
);
create index collection_tags_by_tag on collection_tags (tag, collection_id);

create table membership_tags (
    id $id$,
    membership_id bigint not null references memberships (id),
    tag text not null,
    created_at bigint not null,
    created_by text not null,
    unique (membership_id, tag)
);

-- Who did what to the versions, aliases and tags of a collection. It ends with the collection; the audit trail stays.
create table collection_history (
    id $id$,
    collection_id bigint not null references collections (id),
    type text not null, -- the event's type: LINK_ARTIFACT, ADD_ARTIFACT_ALIAS, ...
    version_index integer, -- null: it concerns the collection itself
    previous_index integer, -- where a moved alias stood before; null for nowhere
    alias text,
    tag text,
    actor text not null,
    at bigint not null
);
create index collection_history_by_collection on collection_history (collection_id, id);
