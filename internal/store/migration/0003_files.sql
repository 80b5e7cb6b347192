-- What is in the blob store. The row is written before the bytes and names the event that will show them: a file whose
-- event is not in the log when it should be is nobody's, and is swept up. An empty type is a file on its way in.
CREATE TABLE file (
    key             text PRIMARY KEY,
    conversation_id bigint NOT NULL,
    event_id        text NOT NULL,
    user_id         bigint NOT NULL,
    name            text NOT NULL,
    size            bigint NOT NULL,
    type            text NOT NULL,
    width           bigint NOT NULL,
    height          bigint NOT NULL,
    thumb           boolean NOT NULL,
    created         bigint NOT NULL
);
CREATE INDEX file_created ON file (created);

-- Avatars, photos and the group's emoticons, small enough to be kept here: they change in the transaction of what
-- they belong to. A key is never used for another picture.
CREATE TABLE picture (
    key    text PRIMARY KEY,
    type   text NOT NULL,
    small  {bytes} NOT NULL,
    big    {bytes} NOT NULL
);
ALTER TABLE room ADD COLUMN avatar text NOT NULL DEFAULT '';
ALTER TABLE "user" ADD COLUMN photo text NOT NULL DEFAULT '';
ALTER TABLE "group" ADD COLUMN avatar text NOT NULL DEFAULT '';

CREATE TABLE emoticon (
    id       {identity},
    shortcut text NOT NULL,
    picture  text NOT NULL REFERENCES picture (key),
    type     text NOT NULL,
    width    bigint NOT NULL,
    height   bigint NOT NULL,
    user_id  bigint NOT NULL,
    created  bigint NOT NULL
);
CREATE UNIQUE INDEX emoticon_shortcut ON emoticon (shortcut);
