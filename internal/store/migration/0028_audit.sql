-- What was done, by whom, from where and to what. It names people and things as they were called then, and refers to no
-- other row: it stays when they go. detail is JSON, see chat.AuditChange.
CREATE TABLE audit_entry (
    id              {identity},
    at              bigint NOT NULL,
    kind            text NOT NULL,
    user_id         bigint NOT NULL,
    name            text NOT NULL,
    credential      text NOT NULL,
    token_id        bigint NOT NULL,
    installation_id bigint NOT NULL,
    request_id      text NOT NULL,
    address         text NOT NULL,
    forwarded       text NOT NULL,
    target_kind     text NOT NULL,
    target_id       bigint NOT NULL,
    target_name     text NOT NULL,
    detail          text NOT NULL
);
CREATE INDEX audit_entry_at ON audit_entry (at);
CREATE INDEX audit_entry_kind ON audit_entry (kind, id);
CREATE INDEX audit_entry_user_id ON audit_entry (user_id, id);
CREATE INDEX audit_entry_target ON audit_entry (target_kind, target_id, id);
