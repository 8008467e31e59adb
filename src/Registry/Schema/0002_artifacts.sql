-- A version of an artifact: a fixed list of files with metadata. Nobody but its publisher sees it while pending; from
-- commit on it never changes. Its number in the artifact (the N of vN) stands on its membership.
create table artifact_versions (
    id $id$,
    team_id bigint not null,
    collection_id bigint not null, -- the artifact it was published to; a deleted version may outlive it for a while
    state text not null, -- pending | committed | deleted
    listed boolean not null, -- all rows of version_files are written
    digest text not null, -- SHA-256 over the sorted manifest: equal digests mean equal content
    digest_md5 text, -- the same content as the wandb client digests it; null until committed
    description text,
    metadata text, -- JSON object
    aliases text not null, -- JSON array: what to put on at commit
    size bigint not null, -- bytes of all files
    file_count integer not null,
    created_at bigint not null,
    created_by text not null,
    touched_at bigint not null, -- a pending one is given up when nobody asked for its uploads for a day
    committed_at bigint
);
create index artifact_versions_by_collection on artifact_versions (collection_id, digest);
create index artifact_versions_unfinished on artifact_versions (state, touched_at) where state <> 'committed';

-- Stored content. At most one row per hash is live; one that is being deleted keeps its own storage key, so that the
-- same content can be stored anew at that very moment and neither touches the other's bytes.
create table blobs (
    id $id$,
    sha256 text not null,
    md5 text not null, -- hexadecimal; the wandb client's manifests speak it. Never a key across teams
    size bigint not null,
    storage_key text not null unique,
    state text not null, -- live | deleting
    durable boolean not null, -- synced to disk; every blob of a committed version is
    created_at bigint not null
);
create unique index blobs_live on blobs (sha256) where state = 'live';
create index blobs_deleting on blobs (id) where state = 'deleting';

-- A row with a blob is the reference that keeps the blob: it is written under a lock on the blob's row.
create table version_files (
    id $id$,
    version_id bigint not null references artifact_versions (id),
    path text not null,
    size bigint not null,
    sha256 text not null,
    blob_id bigint references blobs (id), -- null: still to be uploaded
    unique (version_id, path)
);
create index version_files_by_blob on version_files (blob_id);
create index version_files_in_order on version_files (version_id, id);
create index version_files_missing on version_files (version_id, id) where blob_id is null;

-- Signs the upload URLs; shared by all servers of this database.
create table ticket_keys (
    name text not null primary key,
    value $blob$ not null
);
