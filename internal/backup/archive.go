package backup

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"time"
)

// sumsEvery is how many members are listed together.
const sumsEvery = 4096

// archive writes members and keeps count of them.
type archive struct {
	tar     *tar.Writer
	out     *counted
	moment  time.Time
	pending bytes.Buffer // the lines of sums that have not been written
	listed  int          // how many
	sums    int          // members under sums/
	all     hash.Hash    // over them
	members int64
}

// counted counts the bytes of the archive.
type counted struct {
	io.Writer
	n int64
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.Writer.Write(b)
	c.n += int64(n)
	return n, err
}

func newArchive(w io.Writer, moment time.Time) *archive {
	out := &counted{Writer: w}
	return &archive{tar: tar.NewWriter(out), out: out, moment: moment, all: sha256.New()}
}

// add writes a member of that size and lists it.
func (a *archive) add(name string, size int64, r io.Reader) error {
	if err := a.header(name, size); err != nil {
		return err
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(a.tar, sum), r)
	if err == nil && n != size {
		err = fmt.Errorf("%d bytes instead of %d", n, size)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	a.members++
	a.listed++
	fmt.Fprintf(&a.pending, "%s  %s\n", hex.EncodeToString(sum.Sum(nil)), name)
	if a.listed < sumsEvery {
		return nil
	}
	return a.writeSums()
}

func (a *archive) header(name string, size int64) error {
	err := a.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: a.moment, Format: tar.FormatPAX})
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func (a *archive) addBytes(name string, b []byte) error {
	return a.add(name, int64(len(b)), bytes.NewReader(b))
}

// bare writes a member that no sums list.
func (a *archive) bare(name string, b []byte) error {
	if err := a.header(name, int64(len(b))); err != nil {
		return err
	}
	if _, err := a.tar.Write(b); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func (a *archive) writeSums() error {
	if a.listed == 0 {
		return nil
	}
	a.sums++
	a.all.Write(a.pending.Bytes())
	err := a.bare(fmt.Sprintf("%s%06d", sumsPrefix, a.sums), a.pending.Bytes())
	a.pending.Reset()
	a.listed = 0
	return err
}

// end writes the manifest, whose sums it fills in.
func (a *archive) end(m *Manifest) error {
	if err := a.writeSums(); err != nil {
		return err
	}
	m.Members, m.Sums = a.members, hex.EncodeToString(a.all.Sum(nil))
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := a.bare(endName, text); err != nil {
		return err
	}
	return a.tar.Close()
}
