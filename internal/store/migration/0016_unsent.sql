-- What a person is writing and has not sent, in each conversation at most once.
CREATE TABLE unsent (
    user_id         bigint NOT NULL REFERENCES "user" (id),
    conversation_id bigint NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    body            text NOT NULL,
    updated         bigint NOT NULL,
    PRIMARY KEY (user_id, conversation_id)
);
CREATE INDEX unsent_conversation_id ON unsent (conversation_id);
