package storetest

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stoachat/stoa/internal/freeport"
)

// Server is a PostgreSQL of a test's own, which the test may stop, freeze and start again. Unlike the one that tests share
// it waits for the disk, so that what it acknowledged outlives it.
type Server struct {
	URL string // of an empty database

	bin, dir string
	port     int
	as       *syscall.Credential

	first *os.Process   // the parent of all others
	end   io.Closer     // the standard input of its watcher
	ended chan struct{} // closed when first has
}

// The ways in which a Server ends. spec: PostgreSQL, "Shutting Down the Server"
const (
	Fast      = syscall.SIGINT  // sessions are cut off, then everything is written down
	Immediate = syscall.SIGQUIT // nothing is written down: the next start recovers from the log
)

// keeping becomes the server. What it leaves behind ends the server when its standard input ends, which is when the test
// binary does, and wakes a frozen one before. It lives through the SIGHUP that the kernel sends to a group of processes whose
// parent ends while one of them is stopped; the server only reads its configuration again, but ps may die of it: it is asked
// until the server has ended.
const keeping = `( ( trap '' HUP; read -r _ <&3
	while kill -CONT $$ $(ps -o pid= --ppid $$); kill -INT $$; do sleep 1; done ) >/dev/null 2>&1 & ) 3<&0
exec "$1/postgres" -D "$2/data" -h 127.0.0.1 -p "$3" -k "$2" -c max_connections=300 -c max_wal_size=64MB 2>&1`

// NewServer starts one below dir, which is the test's to remove, or skips the test when there is no PostgreSQL.
func NewServer(t testing.TB, dir string) *Server {
	t.Helper()
	s := &Server{dir: filepath.Join(dir, "postgres")}
	var err error
	if s.bin, err = binaries(); err != nil {
		t.Skip(err)
	}
	if err := s.make(); err != nil {
		t.Fatalf("make a PostgreSQL: %v", err)
	}
	s.Start(t)
	t.Cleanup(func() {
		_ = s.end.Close()
		<-s.ended
	})
	s.URL = fmt.Sprintf("postgres://stoa@127.0.0.1:%d/", s.port)
	if err := (&cluster{url: s.URL}).create("stoa", "template0"); err != nil {
		t.Fatal(err)
	}
	s.URL += "stoa"
	return s
}

func (s *Server) make() (err error) {
	if s.as, err = account(); err != nil {
		return err
	}
	if err = os.Mkdir(s.dir, 0o700); err != nil {
		return err
	}
	if s.as != nil {
		if err = os.Chown(s.dir, int(s.as.Uid), int(s.as.Gid)); err != nil {
			return err
		}
	}
	if s.port, err = freeport.Port(); err != nil {
		return err
	}
	return initialise(s.bin, s.dir, s.as)
}

// Start starts a stopped server on its data, and answers when it takes connections.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	cmd, end, err := serve(keeping, s.bin, s.dir, s.port, s.as)
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	ended := make(chan struct{})
	s.first, s.end, s.ended = cmd.Process, end, ended
	go func() {
		_ = cmd.Wait() // a server that is stopped at once ends badly
		close(ended)
	}()
}

// Stop ends the server in one of its ways, and answers when it has.
func (s *Server) Stop(t testing.TB, how syscall.Signal) {
	t.Helper()
	if err := s.first.Signal(how); err != nil {
		t.Fatalf("stop PostgreSQL: %v", err)
	}
	<-s.ended
}

// Crashed tells whether the server has ended by itself. One that is recovering has not.
func (s *Server) Crashed() bool {
	select {
	case <-s.ended:
		return true
	default:
		return false
	}
}

// Pid is the process that all others come from.
func (s *Server) Pid() int { return s.first.Pid }

// Freeze stops all of the server's processes where they are: its connections stay open, and nothing answers.
func (s *Server) Freeze(t testing.TB) { s.tellAll(t, syscall.SIGSTOP) }

// Thaw lets a frozen server go on.
func (s *Server) Thaw(t testing.TB) { s.tellAll(t, syscall.SIGCONT) }

// tellAll signals the first process before its children, so that none is made meanwhile.
func (s *Server) tellAll(t testing.TB, sig syscall.Signal) {
	t.Helper()
	if err := s.first.Signal(sig); err != nil {
		t.Fatalf("%v to PostgreSQL: %v", sig, err)
	}
	children, err := exec.Command("ps", "-o", "pid=", "--ppid", strconv.Itoa(s.first.Pid)).Output()
	if err != nil {
		t.Fatalf("find PostgreSQL's processes: %v", err)
	}
	for _, child := range strings.Fields(string(children)) {
		if pid, err := strconv.Atoi(child); err == nil {
			_ = syscall.Kill(pid, sig) // it may have ended since
		}
	}
}
