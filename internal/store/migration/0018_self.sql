-- What belongs to a person and their devices: sessions that can be told apart, what people have set for themselves, how
-- loud their conversations are, and where pushes go.

-- A session gets an id to be named by; agent is what the browser calls itself. A guest's session is for one room, of
-- whose log it shows what comes after after_seq.
CREATE TABLE session_named (
    id        {identity},
    hash      {bytes} NOT NULL,
    user_id   bigint NOT NULL REFERENCES "user" (id),
    created   bigint NOT NULL,
    expires   bigint NOT NULL,
    agent     text NOT NULL DEFAULT '',
    last_used bigint NOT NULL DEFAULT 0,
    room_id   bigint NOT NULL DEFAULT 0,
    after_seq bigint NOT NULL DEFAULT 0
);
INSERT INTO session_named (hash, user_id, created, expires, last_used)
    SELECT hash, user_id, created, expires, created FROM session;
DROP TABLE session;
ALTER TABLE session_named RENAME TO session;
CREATE UNIQUE INDEX session_hash ON session (hash);
CREATE INDEX session_expires ON session (expires);
CREATE INDEX session_user_id ON session (user_id);
CREATE INDEX session_room_id ON session (room_id) WHERE room_id <> 0;

-- value is JSON, see chat.Preferences; what is not in it has its default.
CREATE TABLE preference (
    user_id bigint PRIMARY KEY REFERENCES "user" (id),
    value   text NOT NULL
);

CREATE TABLE loudness (
    user_id         bigint NOT NULL REFERENCES "user" (id),
    conversation_id bigint NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    level           text NOT NULL,
    PRIMARY KEY (user_id, conversation_id)
);
CREATE INDEX loudness_conversation_id ON loudness (conversation_id);

-- The key pair that push services know the server by.
CREATE TABLE vapid (
    id             bigint PRIMARY KEY,
    public         text NOT NULL,
    sealed_private {bytes} NOT NULL
);

-- A browser's address at its push service, with the keys that only it can read with. It ends with its session.
CREATE TABLE push_subscription (
    id         {identity},
    session_id bigint NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    user_id    bigint NOT NULL REFERENCES "user" (id),
    endpoint   text NOT NULL,
    p256dh     text NOT NULL,
    auth       text NOT NULL,
    created    bigint NOT NULL
);
CREATE UNIQUE INDEX push_subscription_endpoint ON push_subscription (endpoint);
CREATE INDEX push_subscription_session_id ON push_subscription (session_id);
CREATE INDEX push_subscription_user_id ON push_subscription (user_id);

-- The way in for guests, '' while guest access is off. REST shows it, so it is kept as it is.
ALTER TABLE room ADD COLUMN guest_token text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX room_guest_token ON room (guest_token) WHERE guest_token <> '';
