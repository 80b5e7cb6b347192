-- What the messages of a token in a conversation are about, by the SHA-256 of the key that their sender gave them, in
-- hexadecimal. nonce names the row in the log's client ids, version counts what it was used for there.
CREATE TABLE hook_key (
    token_id        bigint NOT NULL REFERENCES token (id) ON DELETE CASCADE,
    conversation_id bigint NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    key             text NOT NULL,
    nonce           text NOT NULL,
    version         bigint NOT NULL,
    event_id        text NOT NULL,
    state           text NOT NULL,
    edits           bigint NOT NULL,
    since           bigint NOT NULL,
    PRIMARY KEY (token_id, conversation_id, key)
);
CREATE INDEX hook_key_conversation_id ON hook_key (conversation_id);
CREATE INDEX hook_key_since ON hook_key (since);
