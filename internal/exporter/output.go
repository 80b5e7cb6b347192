package exporter

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// output writes the archive. Since a tar archive says how long a file is before it has it, lists are written into a temporary
// file first.
type output struct {
	tar    *tar.Writer
	zip    *gzip.Writer
	moment time.Time
	spool  *os.File
	gone   bool // the spool's name is removed already
}

func newOutput(w io.Writer, dir string, moment time.Time) (*output, error) {
	f, err := os.CreateTemp(dir, "stoa-export-*")
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	gone := os.Remove(f.Name()) == nil // where the system lets it: nothing stays behind if the program is killed
	z := gzip.NewWriter(w)
	return &output{tar: tar.NewWriter(z), zip: z, moment: moment, spool: f, gone: gone}, nil
}

func (o *output) close() error { return errors.Join(o.tar.Close(), o.zip.Close()) }

func (o *output) drop() error {
	err := o.spool.Close()
	if !o.gone {
		err = errors.Join(err, os.Remove(o.spool.Name()))
	}
	return err
}

// add writes a file of that size.
func (o *output) add(name string, size int64, r io.Reader) error {
	err := o.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: o.moment, Format: tar.FormatPAX})
	if err == nil {
		var n int64
		if n, err = io.Copy(o.tar, r); err == nil && n != size {
			err = fmt.Errorf("%d bytes instead of %d", n, size)
		}
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func (o *output) addBytes(name string, b []byte) error {
	return o.add(name, int64(len(b)), bytes.NewReader(b))
}

func (o *output) addJSON(name string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return o.addBytes(name, b)
}

// addList writes the array of what fill hands out; nothing, where it hands out nothing and empty is false.
func (o *output) addList(name string, empty bool, fill func(put func(element []byte) error) error) error {
	if _, err := o.spool.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	w, size, n := bufio.NewWriterSize(o.spool, 64<<10), int64(0), 0
	write := func(b []byte) error {
		size += int64(len(b))
		_, err := w.Write(b)
		return err
	}
	err := fill(func(element []byte) error {
		separator := ",\n"
		if n == 0 {
			separator = "["
		}
		n++
		return errors.Join(write([]byte(separator)), write(element))
	})
	if err != nil || n == 0 && !empty {
		return err
	}
	end := "]"
	if n == 0 {
		end = "[]"
	}
	if err := errors.Join(write([]byte(end)), w.Flush()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return o.add(name, size, io.NewSectionReader(o.spool, 0, size))
}
