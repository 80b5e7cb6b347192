-- The words in braces differ between the databases, see migrate.go. Times are microseconds since 1970 UTC, 0 for
-- none. *_key columns hold the folded form that makes names unique without regard to case. A unique index is named
-- table_column after its first column, so that both databases' errors name it alike.

CREATE TABLE "group" (
    id      bigint PRIMARY KEY,
    name    text NOT NULL,
    created bigint NOT NULL
);
INSERT INTO "group" (id, name, created) VALUES (1, 'Stoa', {now});

CREATE TABLE setting (
    key   text PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE "user" (
    id            {identity},
    name          text NOT NULL,
    mention_name  text NOT NULL,
    mention_key   text NOT NULL,
    email         text NOT NULL,
    email_key     text NOT NULL,
    title         text NOT NULL,
    timezone      text NOT NULL,
    admin         boolean NOT NULL,
    owner         boolean NOT NULL,
    guest         boolean NOT NULL,
    deleted       boolean NOT NULL,
    password_hash text NOT NULL,
    created       bigint NOT NULL,
    last_active   bigint NOT NULL DEFAULT 0,
    version       text NOT NULL
);
CREATE UNIQUE INDEX user_email_key ON "user" (email_key) WHERE email_key <> '';
CREATE UNIQUE INDEX user_mention_key ON "user" (mention_key) WHERE mention_key <> '';

CREATE TABLE conversation (
    id          {identity},
    last_seq    bigint NOT NULL DEFAULT 0,
    last_active bigint NOT NULL DEFAULT 0
);

CREATE TABLE room (
    id              {identity},
    conversation_id bigint NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    name            text NOT NULL,
    name_key        text NOT NULL,
    topic           text NOT NULL,
    private         boolean NOT NULL,
    archived        boolean NOT NULL,
    guest_access    boolean NOT NULL,
    owner_id        bigint NOT NULL,
    slug            text NOT NULL,
    created         bigint NOT NULL,
    version         text NOT NULL
);
CREATE UNIQUE INDEX room_conversation_id ON room (conversation_id);
CREATE UNIQUE INDEX room_name_key ON room (name_key);
CREATE UNIQUE INDEX room_slug ON room (slug);

CREATE TABLE member (
    room_id bigint NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES "user" (id),
    role    text NOT NULL,
    PRIMARY KEY (room_id, user_id)
);
CREATE INDEX member_user_id ON member (user_id);

CREATE TABLE direct_chat (
    conversation_id bigint PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
    low_id          bigint NOT NULL REFERENCES "user" (id),
    high_id         bigint NOT NULL REFERENCES "user" (id)
);
CREATE UNIQUE INDEX direct_chat_low_id ON direct_chat (low_id, high_id);

-- A person who follows a log: who has joined a room, and both sides of a one-to-one chat.
CREATE TABLE reader (
    conversation_id bigint NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    user_id         bigint NOT NULL REFERENCES "user" (id),
    read_seq        bigint NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
);
CREATE INDEX reader_user_id ON reader (user_id);

-- The log. It has no foreign key: the writer holds the conversation's row while it appends, which says the same
-- once for a whole batch. mentioned is ",5,17," or ",*," for everyone; data is JSON, see chat.Event.Details.
CREATE TABLE event (
    conversation_id bigint NOT NULL,
    seq             bigint NOT NULL,
    id              text NOT NULL,
    at              bigint NOT NULL,
    kind            text NOT NULL,
    user_id         bigint NOT NULL,
    client_id       text NOT NULL,
    mentioned       text NOT NULL,
    body            text NOT NULL,
    data            text NOT NULL,
    PRIMARY KEY (conversation_id, seq)
){clustered};
CREATE UNIQUE INDEX event_id ON event (id);
CREATE INDEX event_at ON event (conversation_id, at, seq);
CREATE UNIQUE INDEX event_client_id ON event (conversation_id, user_id, client_id) WHERE client_id <> '';
-- Answers the count of unread mentions by itself, however long ago somebody last read.
CREATE INDEX event_mentioned ON event (conversation_id, seq, user_id, kind, mentioned) WHERE mentioned <> '';

CREATE TABLE installation (
    id             {identity},
    key            text NOT NULL,
    name           text NOT NULL,
    room_id        bigint NOT NULL,
    oauth_id       text NOT NULL,
    sealed_secret  {bytes},
    scopes         text NOT NULL,
    from_name      text NOT NULL,
    callback_url   text NOT NULL,
    descriptor_url text NOT NULL,
    descriptor     {bytes},
    active         boolean NOT NULL,
    installed_by   bigint NOT NULL,
    created        bigint NOT NULL
);
CREATE UNIQUE INDEX installation_oauth_id ON installation (oauth_id);
CREATE UNIQUE INDEX installation_key ON installation (key, room_id) WHERE active;

CREATE TABLE token (
    id              {identity},
    hash            {bytes} NOT NULL,
    kind            text NOT NULL,
    user_id         bigint NOT NULL,
    installation_id bigint NOT NULL,
    room_id         bigint NOT NULL,
    name            text NOT NULL,
    scopes          text NOT NULL,
    family          text NOT NULL,
    created         bigint NOT NULL,
    expires         bigint NOT NULL,
    last_used       bigint NOT NULL
);
CREATE INDEX token_family ON token (family) WHERE family <> '';
CREATE UNIQUE INDEX token_hash ON token (hash);
CREATE INDEX token_expires ON token (expires) WHERE expires <> 0;
CREATE INDEX token_installation_id ON token (installation_id) WHERE installation_id <> 0;

CREATE TABLE session (
    hash    {bytes} PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES "user" (id),
    created bigint NOT NULL,
    expires bigint NOT NULL
);
CREATE INDEX session_expires ON session (expires);

CREATE TABLE webhook (
    id              {identity},
    room_id         bigint NOT NULL,
    installation_id bigint NOT NULL,
    user_id         bigint NOT NULL,
    token_id        bigint NOT NULL,
    key             text NOT NULL,
    name            text NOT NULL,
    event           text NOT NULL,
    pattern         text NOT NULL,
    url             text NOT NULL,
    jwt             boolean NOT NULL,
    declared        boolean NOT NULL,
    created         bigint NOT NULL
);
CREATE INDEX webhook_installation_id ON webhook (installation_id);

CREATE TABLE delivery (
    id              {identity},
    webhook_id      bigint NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    installation_id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    room_id         bigint NOT NULL,
    event_id        text NOT NULL,
    actor_id        bigint NOT NULL,
    payload         {bytes},
    state           text NOT NULL,
    attempts        bigint NOT NULL,
    next_attempt    bigint NOT NULL,
    leased_until    bigint NOT NULL DEFAULT 0,
    last_status     bigint NOT NULL,
    last_error      text NOT NULL,
    created         bigint NOT NULL
);
CREATE INDEX delivery_webhook_id ON delivery (webhook_id, id);
CREATE INDEX delivery_pending ON delivery (webhook_id, id) WHERE state = 'pending';
