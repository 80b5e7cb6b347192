// Package store keeps Stoa's state in SQL: the log of every conversation, the outbox of owed webhook deliveries,
// and the rows about rooms, users, tokens and installations. It speaks to SQLite (one file) and to PostgreSQL.
//
// The SQL is written once, by hand, in a file per table. What the two databases do differently stands in
// *_sqlite.go and *_postgres.go, behind the dialect interface. Times are integers in microseconds.
//
// Append is the hot path. Callers hand their event to one writer goroutine, which takes everything that is queued as
// one transaction, tells Config.Announce what it committed, and only then answers the callers. So an event that
// anybody has heard of is on disk, and a busy server pays for one disk sync per batch instead of one per event.
//
// Every method answers chat.ErrNotFound for a missing row and a *chat.DuplicateError for a taken unique value, both
// to be matched with errors.Is or errors.As.
package store
