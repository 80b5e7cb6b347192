-- expand
-- A room's tokens and webhooks are listed on its page. An index of some rows alone serves no statement with a parameter.
CREATE INDEX token_room_id ON token (room_id);
CREATE INDEX webhook_room_id ON webhook (room_id);
DROP INDEX token_user_id;
CREATE INDEX token_user_id ON token (user_id);
DROP INDEX token_installation_id;
CREATE INDEX token_installation_id ON token (installation_id);
