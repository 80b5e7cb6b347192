-- said counts a log's messages and notifications, so that a room's statistics do not read the log.
ALTER TABLE conversation ADD COLUMN said bigint NOT NULL DEFAULT 0;
UPDATE conversation SET said = (SELECT count(*) FROM event
    WHERE event.conversation_id = conversation.id AND event.kind IN ('message', 'notification'));

-- Whether delegated administrators see a private room; NULL is the group's default.
ALTER TABLE room ADD COLUMN delegate_admin_visibility boolean;

ALTER TABLE "user" ADD COLUMN delegate boolean NOT NULL DEFAULT false;
ALTER TABLE "user" ADD COLUMN status text NOT NULL DEFAULT '';

CREATE INDEX token_user_id ON token (user_id) WHERE user_id <> 0;
CREATE INDEX session_user_id ON session (user_id);

-- Who has been invited and has not chosen a password yet: one link each.
CREATE TABLE invitation (
    user_id    bigint PRIMARY KEY REFERENCES "user" (id),
    hash       {bytes} NOT NULL,
    inviter_id bigint NOT NULL,
    created    bigint NOT NULL,
    expires    bigint NOT NULL
);
CREATE UNIQUE INDEX invitation_hash ON invitation (hash);
