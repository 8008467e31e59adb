-- Sessions of the web app. Only the SHA-256 of a token rests here: it is 32 random bytes, so a slow hash would add nothing.
create table web_sessions (
    id $id$,
    user_id bigint not null references users (id) on delete cascade,
    token_hash text not null unique,
    created_at bigint not null,
    last_seen_at bigint not null,
    expires_at bigint not null,
    user_agent text,
    address text
);
create index web_sessions_by_user on web_sessions (user_id);

-- Passwords that were wrong, or are being checked just now. 'subject' is a hash of the user name or of the client's address,
-- for people type passwords where a name belongs.
create table sign_in_failures (
    id $id$,
    subject text not null,
    at bigint not null
);
create index sign_in_failures_by_subject on sign_in_failures (subject, at);
create index sign_in_failures_by_time on sign_in_failures (at);
