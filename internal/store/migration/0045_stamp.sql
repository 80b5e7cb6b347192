-- The moments by which senders on Slack's API name what they have said: unique in a conversation, as an event's own time
-- need not be. The row is written before its event. token_id is who may change the event.
CREATE TABLE stamp (
    conversation_id bigint NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    at              bigint NOT NULL,
    event_id        text NOT NULL,
    token_id        bigint NOT NULL,
    PRIMARY KEY (conversation_id, at)
);
CREATE INDEX stamp_at ON stamp (at);

-- Files that have been announced, and perhaps received, but not shared with anybody yet. Their bytes are in the blob store
-- under key. secret is the SHA-256 of what stands in the address that takes the bytes; size is what was announced.
CREATE TABLE staged_file (
    id       text PRIMARY KEY,
    secret   {bytes} NOT NULL,
    token_id bigint NOT NULL,
    key      text NOT NULL,
    name     text NOT NULL,
    size     bigint NOT NULL,
    received boolean NOT NULL,
    created  bigint NOT NULL
);
CREATE UNIQUE INDEX staged_file_secret ON staged_file (secret);
CREATE INDEX staged_file_created ON staged_file (created);
