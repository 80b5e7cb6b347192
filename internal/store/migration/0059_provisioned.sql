-- expand
-- What an identity provider says, by SCIM, of the accounts that it keeps. The identity with the same origin says whether it has them still.
CREATE TABLE provisioned (
    user_id       bigint PRIMARY KEY REFERENCES "user" (id),
    origin        text NOT NULL,
    user_name     text NOT NULL,
    user_name_key text NOT NULL,
    external_id   text NOT NULL,
    resource      text NOT NULL,
    created       bigint NOT NULL,
    changed       bigint NOT NULL
);
CREATE INDEX provisioned_user_name ON provisioned (user_name_key);
CREATE INDEX provisioned_external_id ON provisioned (external_id);
