-- A webhook or an installation whose room was deleted has ended: it keeps its row until what it is owed has been
-- delivered or given up, because the calls need its address, its secret and how far it may reach.
ALTER TABLE webhook ADD COLUMN ended boolean NOT NULL DEFAULT FALSE;
ALTER TABLE installation ADD COLUMN ended boolean NOT NULL DEFAULT FALSE;

-- The webhooks whose answers led to the event that a delivery is about, "5,17"; empty for what nobody answered.
ALTER TABLE delivery ADD COLUMN chain text NOT NULL DEFAULT '';
