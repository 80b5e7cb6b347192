package webui

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"net/http"
	"path"
	"sync"
	"time"

	"golang.org/x/net/http/httpguts"
)

// packer holds the client's scripts and styles in gzip, each packed when it is first asked for: a page loads a third of
// the bytes, and the server is up as soon as without.
type packer struct {
	client fs.FS

	mu     sync.Mutex
	packed map[string][]byte
}

// serve answers with the packed file, if it is worth packing and the caller takes gzip.
func (p *packer) serve(w http.ResponseWriter, r *http.Request, name string) (served bool, err error) {
	if ext := path.Ext(name); ext != ".js" && ext != ".css" && ext != ".svg" {
		return false, nil
	}
	w.Header().Set("Vary", "Accept-Encoding")
	// Browsers name what they take without weights; who gives weights, like gzip;q=0, gets the file as it is.
	if !httpguts.HeaderValuesContainsToken(r.Header["Accept-Encoding"], "gzip") {
		return false, nil
	}
	b, err := p.pack(name)
	if err != nil {
		return false, err
	}
	w.Header().Set("Content-Encoding", "gzip")
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(b))
	return true, nil
}

func (p *packer) pack(name string) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if b, ok := p.packed[name]; ok {
		return b, nil
	}
	plain, err := fs.ReadFile(p.client, name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(plain); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	p.packed[name] = b.Bytes()
	return b.Bytes(), nil
}
