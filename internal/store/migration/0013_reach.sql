-- What is known of the ways between the server and its installed add-ons. heard: the add-on last called; answered: it
-- last answered; tried: the server last called, for what purpose, and what was in the way, empty for nothing.

CREATE TABLE reach (
    installation_id bigint PRIMARY KEY REFERENCES installation (id) ON DELETE CASCADE,
    heard    bigint NOT NULL,
    answered bigint NOT NULL,
    tried    bigint NOT NULL,
    purpose  text NOT NULL,
    trouble  text NOT NULL
);
