-- Whoever takes part in a thread: who began it, who replied, and who was mentioned in it. last_seq is the thread's last
-- reply, read_seq how far the person has read them.
CREATE TABLE thread_reader (
    thread          text NOT NULL,
    user_id         bigint NOT NULL REFERENCES "user" (id),
    conversation_id bigint NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    read_seq        bigint NOT NULL,
    last_seq        bigint NOT NULL,
    PRIMARY KEY (thread, user_id)
);
CREATE INDEX thread_reader_user_id ON thread_reader (user_id, conversation_id, last_seq);

-- When an event was pinned, 0 for those that are not.
ALTER TABLE event ADD COLUMN pinned bigint NOT NULL DEFAULT 0;
CREATE INDEX event_pinned ON event (conversation_id, pinned) WHERE pinned > 0;
