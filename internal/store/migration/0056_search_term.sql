-- expand
-- SQLite's words as they stand in the index, of which nothing is stored anew: what a beginning goes on as is read there.
-- PostgreSQL looks beginnings up by itself.
{wordterms}
