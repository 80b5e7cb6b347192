-- expand
-- What people have written to be sent later. A node that sends one has claimed it until a moment; problem says why one was not
-- sent. The log takes a nonce once, so none is said twice.
CREATE TABLE scheduled (
    id              {identity},
    user_id         bigint NOT NULL REFERENCES "user" (id),
    conversation_id bigint NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    thread          text NOT NULL,
    to_room         boolean NOT NULL,
    body            text NOT NULL,
    nonce           text NOT NULL,
    at              bigint NOT NULL,
    created         bigint NOT NULL,
    claimed         bigint NOT NULL,
    problem         text NOT NULL
);
CREATE INDEX scheduled_user_id ON scheduled (user_id, at);
CREATE INDEX scheduled_conversation_id ON scheduled (conversation_id);
CREATE INDEX scheduled_at ON scheduled (at) WHERE problem = '';
