-- What add-ons put into rooms beside webhooks. room_id 0 is the whole group. body is the module as JSON.
CREATE TABLE module (
    id              {identity},
    installation_id bigint NOT NULL REFERENCES installation (id) ON DELETE CASCADE,
    room_id         bigint NOT NULL,
    kind            text NOT NULL,
    key             text NOT NULL,
    body            {bytes} NOT NULL,
    declared        boolean NOT NULL,
    created         bigint NOT NULL
);
CREATE UNIQUE INDEX module_installation_id ON module (installation_id, room_id, kind, key);
CREATE INDEX module_room_id ON module (room_id);
CREATE INDEX webhook_key ON webhook (installation_id, room_id, key) WHERE key <> '';

-- The last that an add-on said of a glance: to everybody or one person (user_id 0 or not), everywhere or in one room.
CREATE TABLE glance_content (
    installation_id bigint NOT NULL REFERENCES installation (id) ON DELETE CASCADE,
    key             text NOT NULL,
    room_id         bigint NOT NULL,
    user_id         bigint NOT NULL,
    content         {bytes} NOT NULL,
    updated         bigint NOT NULL,
    PRIMARY KEY (installation_id, key, room_id, user_id)
);
CREATE INDEX glance_content_room_id ON glance_content (room_id, user_id);

-- Links that ask an add-on where they lead. hash is the SHA-256 of the token in the link.
CREATE TABLE integration_link (
    id              {identity},
    hash            {bytes} NOT NULL,
    installation_id bigint NOT NULL REFERENCES installation (id) ON DELETE CASCADE,
    target          text NOT NULL,
    created         bigint NOT NULL,
    expires         bigint NOT NULL
);
CREATE UNIQUE INDEX integration_link_hash ON integration_link (hash);
CREATE INDEX integration_link_installation_id ON integration_link (installation_id);

-- What an add-on may read once. It has no foreign key: one kind is about an installation that was removed.
CREATE TABLE installable (
    hash            {bytes} PRIMARY KEY,
    installation_id bigint NOT NULL,
    addon_key       text NOT NULL,
    oauth_id        text NOT NULL,
    sealed          {bytes} NOT NULL,
    expires         bigint NOT NULL
);

-- Codes of the authorization_code grant. hash is the SHA-256 of the code.
CREATE TABLE authorization_code (
    hash            {bytes} PRIMARY KEY,
    installation_id bigint NOT NULL REFERENCES installation (id) ON DELETE CASCADE,
    user_id         bigint NOT NULL,
    redirect_uri    text NOT NULL,
    scopes          text NOT NULL,
    expires         bigint NOT NULL
);
