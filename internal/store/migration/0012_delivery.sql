-- Deliveries stand in queues: what one installation sends to one host shares a queue, so that it arrives in order and
-- waits for nobody else. An empty queue is one of the webhook's own. paused says why nothing is sent; the secrets
-- sign deliveries, the former one until former_until.
ALTER TABLE webhook ADD COLUMN queue text NOT NULL DEFAULT '';
ALTER TABLE webhook ADD COLUMN sealed_secret {bytes};
ALTER TABLE webhook ADD COLUMN sealed_former {bytes};
ALTER TABLE webhook ADD COLUMN former_until bigint NOT NULL DEFAULT 0;
ALTER TABLE webhook ADD COLUMN paused text NOT NULL DEFAULT '';
ALTER TABLE webhook ADD COLUMN paused_at bigint NOT NULL DEFAULT 0;

-- uid is what receivers know a delivery by, at every attempt; since is when its day of attempts began.
ALTER TABLE delivery ADD COLUMN uid text NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN queue text NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN since bigint NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN finished bigint NOT NULL DEFAULT 0;
UPDATE delivery SET queue = 'w' || webhook_id, since = created;
DROP INDEX delivery_pending;
CREATE INDEX delivery_queue ON delivery (queue, id) WHERE state = 'pending';
CREATE INDEX delivery_pending ON delivery (webhook_id, id) WHERE state = 'pending';
CREATE INDEX delivery_held ON delivery (webhook_id, id) WHERE state = 'held';
CREATE INDEX delivery_created ON delivery (created);

-- What was sent and what came back, bounded and without secrets. The request's body is the delivery's payload.
CREATE TABLE attempt (
    id              {identity},
    delivery_id     bigint NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    at              bigint NOT NULL,
    took            bigint NOT NULL,
    status          bigint NOT NULL,
    error           text NOT NULL,
    url             text NOT NULL,
    request_header  text NOT NULL,
    response_header text NOT NULL,
    response_body   text NOT NULL
);
CREATE INDEX attempt_delivery_id ON attempt (delivery_id, id);

-- Calls of integrations. bound_room_id is the one room that the caller may touch; room_id the room that the call named.
CREATE TABLE incoming_call (
    id              {identity},
    at              bigint NOT NULL,
    took            bigint NOT NULL,
    method          text NOT NULL,
    route           text NOT NULL,
    path            text NOT NULL,
    status          bigint NOT NULL,
    token_id        bigint NOT NULL,
    user_id         bigint NOT NULL,
    installation_id bigint NOT NULL,
    bound_room_id   bigint NOT NULL,
    room_id         bigint NOT NULL,
    address         text NOT NULL,
    request_id      text NOT NULL,
    request_header  text NOT NULL,
    request_body    text NOT NULL,
    response_header text NOT NULL,
    response_body   text NOT NULL
);
CREATE INDEX incoming_call_at ON incoming_call (at);
CREATE INDEX incoming_call_installation_id ON incoming_call (installation_id, id) WHERE installation_id <> 0;
CREATE INDEX incoming_call_bound_room_id ON incoming_call (bound_room_id, id) WHERE bound_room_id <> 0;
