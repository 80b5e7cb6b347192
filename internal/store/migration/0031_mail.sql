-- The server that mail is handed to; there is one row or none. security is starttls, tls or none.
CREATE TABLE mail_server (
    id              bigint PRIMARY KEY,
    host            text NOT NULL,
    port            bigint NOT NULL,
    security        text NOT NULL,
    username        text NOT NULL,
    sealed_password {bytes},
    sender          text NOT NULL
);

-- What calls for a person and may have to be told by mail, until they have read it or have been told.
CREATE TABLE mail_notice (
    user_id         bigint NOT NULL,
    conversation_id bigint NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    seq             bigint NOT NULL,
    at              bigint NOT NULL,
    PRIMARY KEY (user_id, conversation_id, seq)
);
CREATE INDEX mail_notice_conversation_id ON mail_notice (conversation_id);
