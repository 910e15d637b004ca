-- Groups, their files, and what completed groups become. Times are Unix milliseconds. State is O(1) per file: no row per part.

CREATE TABLE groups (
    id {uuid} NOT NULL PRIMARY KEY,
    project text NOT NULL,
    dialect text NOT NULL,
    state text NOT NULL,
    -- Both follow from the files, and are kept here so that no question about a group has to count them.
    started integer NOT NULL,
    files_left integer NOT NULL,
    name text NOT NULL,
    description text,
    folder text,
    attributes text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    closed_at bigint,
    library_id bigint,
    version bigint NOT NULL
);

CREATE INDEX groups_newest ON groups (project, dialect, id);
CREATE INDEX groups_by_state ON groups (project, dialect, state, id);
CREATE INDEX groups_by_start ON groups (project, dialect, started, id) WHERE state = 'open';
CREATE INDEX groups_by_deadline ON groups (expires_at) WHERE state = 'open';
CREATE INDEX groups_whole ON groups (id) WHERE state = 'open' AND files_left = 0;

CREATE TABLE files (
    id {uuid} NOT NULL PRIMARY KEY,
    group_id {uuid} NOT NULL REFERENCES groups (id),
    ordinal integer NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    language text,
    media_type text NOT NULL,
    total_bytes bigint,
    part_bytes bigint,
    part_count integer NOT NULL,
    state text NOT NULL,
    object_key text NOT NULL UNIQUE,
    store_upload_id text,
    urls_good_until bigint,
    claimed_tokens {bytes},
    fence bigint NOT NULL,
    lease_until bigint,
    stored_bytes bigint,
    stored_etag text,
    stored_crc bigint,
    completed_at bigint,
    purged_at bigint,
    UNIQUE (group_id, ordinal)
);

CREATE INDEX files_by_store_upload ON files (store_upload_id) WHERE store_upload_id IS NOT NULL;
CREATE INDEX files_by_lease ON files (lease_until) WHERE state = 'completing';
CREATE INDEX files_unpurged ON files (id) WHERE state IN ('canceled', 'expired') AND purged_at IS NULL;

-- The claim is laid before the group that it is for, in one transaction: hence no REFERENCES.
CREATE TABLE idempotency (
    project text NOT NULL,
    key text NOT NULL,
    request_hash {bytes} NOT NULL,
    group_id {uuid} NOT NULL,
    PRIMARY KEY (project, key)
);

CREATE TABLE library_items (
    id {identity},
    project text NOT NULL,
    group_id {uuid} NOT NULL UNIQUE REFERENCES groups (id),
    created_at bigint NOT NULL
);

CREATE INDEX library_items_newest ON library_items (project, id);

CREATE TABLE jobs (
    id {uuid} NOT NULL PRIMARY KEY,
    project text NOT NULL,
    group_id {uuid} NOT NULL UNIQUE REFERENCES groups (id),
    library_id bigint NOT NULL UNIQUE REFERENCES library_items (id),
    state text NOT NULL,
    created_at bigint NOT NULL
);

CREATE INDEX jobs_newest ON jobs (project, library_id);

CREATE TABLE events (
    id {uuid} NOT NULL PRIMARY KEY,
    group_id {uuid} NOT NULL REFERENCES groups (id),
    kind text NOT NULL,
    at bigint NOT NULL,
    UNIQUE (group_id, kind)
);

CREATE TABLE api_keys (
    id text NOT NULL PRIMARY KEY,
    project text NOT NULL,
    role text NOT NULL,
    name text,
    secret_hash {bytes} NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    revoked_at bigint
);
