-- expand
-- Which node has a delivery on its way, and how often it was claimed: what a claim before the last says of it counts no more.
ALTER TABLE delivery ADD COLUMN holder text NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN claim bigint NOT NULL DEFAULT 0;
