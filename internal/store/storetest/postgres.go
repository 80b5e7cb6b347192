package storetest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/stoachat/stoa/internal/freeport"
)

// errNoPostgres says that the machine has no PostgreSQL to start.
var errNoPostgres = errors.New("PostgreSQL is not installed: neither pg_config nor postgres is on the PATH")

// cluster is a server that lives as long as the process and holds nothing but test databases.
type cluster struct {
	url string    // without the database's name
	end io.Closer // the standard input of the script; held, because a collected pipe is a closed one
}

// startOnce starts one cluster for the test binary, on a loopback port. The cluster ends and its files go when the
// binary ends, however it ends.
var startOnce = sync.OnceValues(startCluster)

var databases atomic.Int64

// PostgreSQL answers the URL of a database, and skips the test when there is no PostgreSQL.
func PostgreSQL(t testing.TB) string {
	t.Helper()
	c, err := startOnce()
	if errors.Is(err, errNoPostgres) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	name := "stoa" + strconv.FormatInt(databases.Add(1), 10)
	if err := c.create(name, model); err != nil {
		t.Fatal(err)
	}
	return c.url + name
}

// model is the name of the database that all others are copies of.
const model = "model"

// create makes a database as a copy of another.
func (c *cluster) create(name, from string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, c.url+"postgres")
	if err != nil {
		return fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+from); err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return nil
}

// script runs the server until its standard input ends, which is when the test binary does, and tidies up. What it has is
// of no use after a power cut, so that it waits for no disk.
const script = `"$1/postgres" -D "$2/data" -h 127.0.0.1 -p "$3" -k "$2" -c max_connections=300 -c fsync=off 2>&1 &
read -r _
kill -INT $!
wait $!
rm -rf "$2"`

func startCluster() (*cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	as, err := account()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "stoa-postgres")
	if err != nil {
		return nil, err
	}
	if as != nil {
		if err := os.Chown(dir, int(as.Uid), int(as.Gid)); err != nil {
			return nil, err
		}
	}
	if err := initialise(bin, dir, as); err != nil {
		return nil, err
	}
	port, err := freeport.Port()
	if err != nil {
		return nil, err
	}
	_, end, err := serve(script, bin, dir, port, as)
	if err != nil {
		return nil, err
	}
	c := &cluster{url: fmt.Sprintf("postgres://stoa@127.0.0.1:%d/", port), end: end}
	if err := errors.Join(c.create(model, "template0"), migrate(c.url+model)); err != nil {
		return nil, errors.Join(err, end.Close())
	}
	return c, nil
}

// initialise makes the files of a server without databases.
func initialise(bin, dir string, as *syscall.Credential) error {
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"),
		"-U", "stoa", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	initdb.Dir, initdb.SysProcAttr = dir, &syscall.SysProcAttr{Credential: as}
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

// serve runs a script and answers when the server says that it takes connections. Closing end ends the server.
func serve(script, bin, dir string, port int, as *syscall.Credential) (cmd *exec.Cmd, end io.Closer, err error) {
	cmd = exec.Command("/bin/sh", "-c", script, "sh", bin, dir, strconv.Itoa(port))
	cmd.Dir = dir
	// A process group of its own: an interrupt from the terminal is for the tests, the script hears of their end.
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Setpgid: true}
	if end, err = cmd.StdinPipe(); err != nil {
		return nil, nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	var said bytes.Buffer
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "ready to accept connections") {
			go func() {
				for lines.Scan() { // keep the pipe from filling
				}
			}()
			return cmd, end, nil
		}
		fmt.Fprintln(&said, lines.Text())
	}
	return nil, nil, fmt.Errorf("the server ended at its start: %s", said.String())
}

// binaries answers the folder of PostgreSQL's programs.
func binaries() (string, error) {
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dir := strings.TrimSpace(string(out))
		if _, err := os.Stat(filepath.Join(dir, "postgres")); err == nil {
			return dir, nil
		}
	}
	path, err := exec.LookPath("postgres")
	if err != nil {
		return "", errNoPostgres
	}
	return filepath.Dir(path), nil
}

// account answers as whom the server runs: it refuses to be root, and becomes the user postgres then.
func account() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run as root: %w", err)
	}
	uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
	gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(errUID, errGID)
}
