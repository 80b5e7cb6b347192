-- A disabled installation keeps all that it has, and none of it works. One that replaces another takes its place when it
-- becomes active, and the other one ends. While an update's callback is outstanding its scopes are granted as well.
-- update_descriptor is a newer descriptor that somebody has seen and nobody has agreed to.
ALTER TABLE installation ADD COLUMN disabled boolean NOT NULL DEFAULT FALSE;
ALTER TABLE installation ADD COLUMN replaces bigint NOT NULL DEFAULT 0;
ALTER TABLE installation ADD COLUMN updating boolean NOT NULL DEFAULT FALSE;
ALTER TABLE installation ADD COLUMN updating_scopes text NOT NULL DEFAULT '';
ALTER TABLE installation ADD COLUMN update_descriptor {bytes};
