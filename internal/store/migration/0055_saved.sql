-- expand
-- What people keep for later: messages, each at most once, and whether they are done with it.
CREATE TABLE saved (
    id              {identity},
    user_id         bigint NOT NULL REFERENCES "user" (id),
    conversation_id bigint NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    event_id        text NOT NULL,
    at              bigint NOT NULL,
    done            boolean NOT NULL
);
CREATE UNIQUE INDEX saved_event_id ON saved (event_id, user_id);
CREATE INDEX saved_user_id ON saved (user_id, done, id);
CREATE INDEX saved_conversation_id ON saved (conversation_id);
