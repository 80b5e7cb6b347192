package backup_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/backup"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// childDatabase names the variable that makes this test binary a restore that waits to be killed: of its standard input, into
// the database that the variable names; its arguments are a data directory and how many bytes there will be.
const childDatabase = "STOA_TEST_RESTORE_INTO"

// announcing says on the standard output when so many bytes have been read.
type announcing struct {
	io.Reader
	left int64
}

func (a *announcing) Read(b []byte) (int, error) {
	n, err := a.Reader.Read(b)
	if a.left -= int64(n); a.left == 0 {
		fmt.Println("all read")
	}
	return n, err
}

func TestMain(m *testing.M) {
	if into := os.Getenv(childDatabase); into != "" {
		size, err := strconv.ParseInt(os.Args[2], 10, 64)
		if err == nil {
			_, err = backup.Restore(context.Background(), backup.Target{Database: into, Data: os.Args[1]}, &announcing{os.Stdin, size})
		}
		fmt.Println("ended:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func TestARestoreThatWasKilledSaysThatItIsUnfinishedAndMayBeginAnew(t *testing.T) {
	t.Parallel()
	h := newHouse(t, storetest.SQLite(t))
	h.say(t, "kept")
	s := h.source(t)
	s.WithKeys = true
	archive, _ := makeBackup(t, s)
	h.Stop()
	storetest.Each(t, func(t *testing.T, into string) {
		data := t.TempDir()
		killInTheMiddle(t, into, data, archive)

		_, err := store.Open(t.Context(), store.Config{URL: into})
		if err == nil || !strings.Contains(err.Error(), "did not end") {
			t.Fatalf("a server starts on half a restore: %v", err)
		}
		target := backup.Target{Database: into, Data: data, Blobs: blobs(t, data)}
		if _, err := backup.Restore(t.Context(), target, bytes.NewReader(archive)); err != nil {
			t.Fatal(err)
		}
		r := &house{reader: h.reader}
		r.Server = stoatest.Start(t, stoatest.WithDatabase(into), func(c *app.Config) { c.Data = data })
		if said := r.history(t); len(said) != 2 {
			t.Errorf("%q", said)
		}
	})
}

// killInTheMiddle has another process restore all of the backup but its end, and kills it when it waits for that.
func killInTheMiddle(t *testing.T, into, data string, archive []byte) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	part := archive[:bytes.LastIndex(archive, []byte("manifest.json"))-512]
	child := exec.Command(self, data, strconv.Itoa(len(part)))
	child.Dir = filepath.Dir(data)
	child.Env = append(os.Environ(), childDatabase+"="+into)
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write(part); err != nil { // what it gets stays open: it waits for more
		t.Error(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != "all read\n" {
		t.Errorf("the restore says %q, %v", line, err)
	}
	_ = child.Process.Kill() // it is there: it waits
	_ = child.Wait()         // answers that it was killed
}
