package addon_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"strings"

	_ "modernc.org/sqlite" // or a driver of PostgreSQL

	"github.com/stoachat/stoa/addon"
)

// Installations that outlive a restart, with their secrets sealed by a key that is kept elsewhere.
func ExampleOpenSQL() {
	db, err := sql.Open("sqlite", "file::memory:?_pragma=busy_timeout(5000)")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)                  // a database in memory belongs to one connection
	key := []byte(strings.Repeat("k", 32)) // of an environment variable or a file
	store, err := addon.OpenSQL(context.Background(), db, key)
	if err != nil {
		log.Fatal(err)
	}
	o := options()
	o.Store = store
	tides, err := addon.New(o)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(tides.DescriptorURL())
	// Output: https://tides.example.com/descriptor.json
}
