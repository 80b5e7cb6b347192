-- What people prove besides their password, see chat.SecondStep; used is the step of time whose code was used last. Of
-- recovery codes only the SHA-256 is kept, and a code that was used is gone.
CREATE TABLE second_step (
    user_id       bigint PRIMARY KEY REFERENCES "user" (id),
    sealed_secret {bytes} NOT NULL,
    used          bigint NOT NULL,
    since         bigint NOT NULL
);

CREATE TABLE recovery_code (
    user_id bigint NOT NULL REFERENCES "user" (id),
    hash    {bytes} NOT NULL,
    PRIMARY KEY (user_id, hash)
);

-- How somebody came in, and by which provider or directory.
ALTER TABLE session ADD COLUMN method text NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN source text NOT NULL DEFAULT '';
