-- Keys that have expired are forgotten after a while.
create index limited_keys_by_end on limited_keys (expires_at) where expires_at is not null;
