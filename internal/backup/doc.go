// Package backup copies all that a server keeps into one file, while the server runs, and fills an empty server from it.
//
// A backup is a tar archive that is written from its beginning to its end and read likewise, so that it goes through pipes.
// It holds, in this order:
//
//	backup.json                      what this is: versions, schema, when, what it takes to open secrets
//	secret/secret.key                the secret key, only where that was asked for
//	database/NN-TABLE/NNNNNN.jsonl.gz  rows, as they all were at one moment: see chunk
//	files/KEY                        the files that messages show, copied after that moment
//	sums/NNNNNN                      after every few thousand members: their SHA-256, as sha256sum -c takes it
//	manifest.json                    the end: how many of each there must be, and a SHA-256 over all sums
//
// Rows are written in words that no database has to itself, so a backup of SQLite can be restored into PostgreSQL and the other
// way round. The search is left out: a server makes it anew from the logs. An archive without its end is no backup.
package backup
