-- How what comes to a token's hook address is said, in the room administrator's words. An empty source is the built-in way;
-- formats are those it is for, between spaces, none of them for all. keep is whether payloads are kept, failure what went
-- wrong the last time.
CREATE TABLE hook_template (
    token_id   bigint PRIMARY KEY REFERENCES token (id) ON DELETE CASCADE,
    source     text NOT NULL,
    formats    text NOT NULL,
    keep       boolean NOT NULL,
    changed    bigint NOT NULL,
    changed_by bigint NOT NULL,
    failure    text NOT NULL,
    failed     bigint NOT NULL
);

-- The last requests to a token's hook address, to try a template with.
CREATE TABLE hook_payload (
    id             {identity},
    token_id       bigint NOT NULL REFERENCES token (id) ON DELETE CASCADE,
    received       bigint NOT NULL,
    format         text NOT NULL,
    sealed_request {bytes} NOT NULL
);
CREATE INDEX hook_payload_token_id ON hook_payload (token_id, id);
CREATE INDEX hook_payload_received ON hook_payload (received);
