package store

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// sqliteHolder locks a file beside the database. The system lets go of it when the process ends, however it ends; the
// file stays.
type sqliteHolder struct {
	path string
	file *os.File
}

// holdSQLite answers nil for a database in memory, which nobody else can open.
func holdSQLite(path string) holder {
	if path == ":memory:" {
		return nil
	}
	return &sqliteHolder{path: path}
}

func (h *sqliteHolder) take(context.Context) error {
	f, err := os.OpenFile(h.path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := lockFile(f); err != nil {
		pid, _ := io.ReadAll(io.LimitReader(f, 20)) // who wrote it in is who has it locked
		_ = f.Close()
		return fmt.Errorf("%w: process %s has %s open. Stop it first, or give this server another --data", ErrHeld, strings.TrimSpace(string(pid)), h.path)
	}
	h.file = f
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

func (h *sqliteHolder) check(context.Context) error { return nil }

func (h *sqliteHolder) drop() error {
	if h.file == nil {
		return nil
	}
	err := h.file.Close()
	h.file = nil
	return err
}

// Nobody else has the database, so no migration has to wait.
func (sqliteDialect) older(context.Context, *sql.Tx, int64) (bool, error) { return false, nil }
func (sqliteDialect) impatient(context.Context, *sql.Tx) error            { return nil }
func (sqliteDialect) busy(error) bool                                     { return false }
func (sqliteDialect) shareRow() string                                    { return "" }
