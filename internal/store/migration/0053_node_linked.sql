-- expand
-- Whether the node's link to the bus stood, as it said with its last beat.
ALTER TABLE node ADD COLUMN linked boolean NOT NULL DEFAULT true;
