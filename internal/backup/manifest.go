package backup

import (
	"time"

	"github.com/stoachat/stoa/internal/store"
)

// format is the version of the archive's layout.
const format = 1

// Names of members, see the package's comment.
const (
	headName     = "backup.json"
	endName      = "manifest.json"
	secretPrefix = "secret/"
	tablePrefix  = "database/"
	filePrefix   = "files/"
	sumsPrefix   = "sums/"
)

// Head is the beginning of an archive.
type Head struct {
	Format   int              `json:"format"`
	Version  string           `json:"version"` // of the Stoa that made it
	Schema   int64            `json:"schema"`
	Lacking  []int64          `json:"lacking,omitempty"` // migrations up to that which had not run
	Database string           `json:"database"`          // what it was in
	Moment   time.Time        `json:"moment"`            // that of the rows
	Keys     []string         `json:"keys"`              // fingerprints of the secret keys: the backup may need all of them
	Sealed   map[string]int64 `json:"sealed"`            // by column: what cannot be read without them
	NoFiles  bool             `json:"no_files"`          // they were left out
}

// Manifest is its end.
type Manifest struct {
	Tables     map[string]int64 `json:"tables"`     // rows
	Identities map[string]int64 `json:"identities"` // by table: the last number that was given to a row
	Files      int64            `json:"files"`
	FileBytes  int64            `json:"file_bytes"`
	Missing    int64            `json:"missing"`       // files that the store of files did not have
	MissingOf  []string         `json:"missing_files"` // the first of them, by key
	Members    int64            `json:"members"`       // those that the sums list
	Sums       string           `json:"sums"`          // SHA-256 over all members under sums/, one after the other
}

// Summary is what a backup is.
type Summary struct {
	Head
	Manifest
	Bytes int64 `json:"bytes"` // of the archive
}

// Rows is how many there are in all tables.
func (m Manifest) Rows() (n int64) {
	for _, rows := range m.Tables {
		n += rows
	}
	return n
}

// Progress is told of what has been done so far. What is a table or "files".
type Progress func(what string, n int64)

func (p Progress) say(what string, n int64) {
	if p != nil {
		p(what, n)
	}
}

// table is the first line of a chunk.
type table = store.Table
