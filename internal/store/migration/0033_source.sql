-- Who vouches for people from outside: providers of OpenID Connect and directories. value is JSON, see signin.Provider and
-- signin.Directory, without the one secret that each has.
CREATE TABLE source (
    key           text PRIMARY KEY,
    kind          text NOT NULL,
    position      bigint NOT NULL,
    value         text NOT NULL,
    sealed_secret {bytes} NOT NULL
);

-- What somebody is called there. origin is a provider's issuer or names a directory; subject never changes, whatever
-- becomes of names and addresses. gone is when a directory was found to have them no more.
CREATE TABLE identity (
    origin    text NOT NULL,
    subject   text NOT NULL,
    user_id   bigint NOT NULL REFERENCES "user" (id),
    created   bigint NOT NULL,
    last_used bigint NOT NULL,
    gone      bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (origin, subject)
);
CREATE UNIQUE INDEX identity_user_id ON identity (user_id, origin);
