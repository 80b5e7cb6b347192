-- expand
-- Groups of identity providers that provision, and which of their people are in them.
CREATE TABLE provisioned_group (
    id          {identity},
    origin      text NOT NULL,
    name        text NOT NULL,
    name_key    text NOT NULL,
    external_id text NOT NULL,
    created     bigint NOT NULL,
    changed     bigint NOT NULL
);
CREATE UNIQUE INDEX provisioned_group_name ON provisioned_group (origin, name_key);
CREATE TABLE provisioned_member (
    group_id bigint NOT NULL REFERENCES provisioned_group (id) ON DELETE CASCADE,
    user_id  bigint NOT NULL REFERENCES "user" (id),
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX provisioned_member_user_id ON provisioned_member (user_id);
