package store_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/stoachat/stoa/internal/store"
)

func TestWhatAGoingPostgreSQLAnswersIsToldFromMistakes(t *testing.T) {
	code := func(c string) error { return &pgconn.PgError{Code: c} }
	for _, c := range []struct {
		name string
		err  error
		away bool
	}{
		{"the administrator stops it", code("57P01"), true},
		{"another of its processes crashed", code("57P02"), true},
		{"it starts, stops or recovers", code("57P03"), true},
		{"the connection failed", code("08006"), true},
		{"the connection is not there", code("08003"), true},
		{"the disk is full", code("53100"), true},
		{"it has no memory", code("53200"), true},
		{"too many connections", code("53300"), true},
		{"its disk fails", code("58030"), true},
		{"nobody listens", &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}, true},
		{"the connection is reset", &net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}, true},
		{"the connection is reset while it is written to", os.NewSyscallError("write", syscall.EPIPE), true},
		{"the connection ends", io.EOF, true},
		{"the connection ends in the middle", io.ErrUnexpectedEOF, true},
		{"the connection was closed", net.ErrClosed, true},
		{"the driver had closed it", pgconn.ErrConnClosed, true},
		{"the driver gives it up", driver.ErrBadConn, true},
		{"the pool gave it up", sql.ErrConnDone, true},
		{"its transaction has ended with it", sql.ErrTxDone, true},
		{"it does not answer in time", context.DeadlineExceeded, true},
		{"the caller hung up", context.Canceled, false},
		{"a value is taken", code("23505"), false},
		{"a row was changed by another transaction", code("40001"), false},
		{"the statement is wrong", code("42601"), false},
		{"a statement was cancelled", code("57014"), false},
		{"no row", sql.ErrNoRows, false},
		{"anything else", errors.New("boom"), false},
		{"nothing", nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, err := range []error{c.err, fmt.Errorf("append: %w", c.err)} {
				if got := store.PostgresAway(err); got != c.away {
					t.Errorf("%v: away is %t", err, got)
				}
			}
		})
	}
}
