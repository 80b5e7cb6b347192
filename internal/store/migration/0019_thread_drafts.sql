-- What a person is writing, in each conversation and in each thread of it at most once.
ALTER TABLE unsent RENAME TO unsent_before;
CREATE TABLE unsent (
    user_id         bigint NOT NULL REFERENCES "user" (id),
    conversation_id bigint NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    thread          text NOT NULL,
    body            text NOT NULL,
    updated         bigint NOT NULL,
    PRIMARY KEY (user_id, conversation_id, thread)
);
INSERT INTO unsent (user_id, conversation_id, thread, body, updated) SELECT user_id, conversation_id, '', body, updated FROM unsent_before;
DROP TABLE unsent_before;
CREATE INDEX unsent_conversation_id ON unsent (conversation_id);
