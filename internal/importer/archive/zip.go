package archive

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"os"
)

// unzip yields the files of a zip archive.
func unzip(m *meter, f *os.File, yield func(entry, error) bool) {
	var z *zip.Reader
	info, err := f.Stat()
	if err == nil {
		z, err = zip.NewReader(f, info.Size())
	}
	if err == nil && len(z.File) > maxEntries {
		err = errMany
	}
	if err != nil {
		yield(entry{}, err)
		return
	}
	for _, file := range z.File {
		if file.Mode().IsDir() {
			continue
		}
		if goOn, err := unzipFile(m, file, yield); err != nil {
			yield(entry{}, fmt.Errorf("%s: %w", shown(file.Name), err))
			return
		} else if !goOn {
			return
		}
	}
}

func unzipFile(m *meter, file *zip.File, yield func(entry, error) bool) (goOn bool, err error) {
	name, err := nameOf(file.Name)
	switch {
	case err != nil:
		return false, err
	case !file.Mode().IsRegular():
		return false, errNoFile
	}
	r, err := file.Open()
	if err != nil {
		return false, err
	}
	defer r.Close()
	goOn = yield(entry{name: name, size: int64(file.UncompressedSize64), Reader: until{m.ctx, r}}, nil) //nolint:gosec // archive/zip has checked it
	m.add(int64(file.CompressedSize64))                                                                 //nolint:gosec // the same
	return goOn, nil
}

// until stops reading when nobody waits for it any longer.
type until struct {
	ctx context.Context // of the one pass that it lives for
	io.Reader
}

func (u until) Read(b []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.Reader.Read(b)
}
