-- What comes quicker to a hook than messages may be said: counted per token, conversation and kind of sender, and told by one message.
-- lines holds the first of what was said, as JSON; done says that the message says all, and that the next one begins anew.
CREATE TABLE burst (
    token_id        bigint NOT NULL REFERENCES token (id) ON DELETE CASCADE,
    conversation_id bigint NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    kind            text NOT NULL,
    nonce           text NOT NULL,
    counted         bigint NOT NULL,
    shown           bigint NOT NULL,
    lines           text NOT NULL,
    event_id        text NOT NULL,
    began           bigint NOT NULL,
    latest          bigint NOT NULL,
    due             bigint NOT NULL,
    done            bigint NOT NULL,
    PRIMARY KEY (token_id, conversation_id, kind)
);
CREATE INDEX burst_conversation_id ON burst (conversation_id);
CREATE INDEX burst_due ON burst (done, due);

-- Who would rather have them refused.
ALTER TABLE hook_check ADD COLUMN refuse_bursts bigint NOT NULL DEFAULT 0;
