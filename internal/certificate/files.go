package certificate

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// lookEvery bounds how often handshakes look whether the files have changed.
const lookEvery = 10 * time.Second

// files is a certificate chain and its key, both PEM. Whoever renews them writes them anew, one after the other: until both
// belong together, the pair before is shown.
type files struct {
	chain, key string
	log        *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	seen   [2]stamp // of the files when they were last looked at
	looked time.Time
}

// stamp changes when a file is written or replaced.
type stamp struct {
	modified time.Time
	size     int64
}

// Files shows the certificate of two PEM files, and another one within ten seconds after they have changed. A pair that is none
// at the start is an error; later the log says so and the pair before stays.
func Files(chain, key string, log *slog.Logger) (Source, error) {
	f := &files{chain: chain, key: key, log: log, looked: time.Now()}
	f.seen = f.stamps()
	pair, err := tls.LoadX509KeyPair(chain, key)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	f.pair = &pair
	return f.show, nil
}

func (f *files) show(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.looked) >= lookEvery {
		f.looked = time.Now()
		f.look()
	}
	return f.pair, nil
}

// look reads the files when one of them has changed since they were last read.
func (f *files) look() {
	now := f.stamps()
	if now == f.seen {
		return
	}
	f.seen = now
	pair, err := tls.LoadX509KeyPair(f.chain, f.key)
	if err != nil {
		f.log.Warn("the changed certificate cannot be used, the one before is shown", "file", f.chain, "err", err)
		return
	}
	f.pair = &pair
	f.log.Info("the certificate has changed", "file", f.chain, "until", pair.Leaf.NotAfter)
}

func (f *files) stamps() (all [2]stamp) {
	for i, path := range []string{f.chain, f.key} {
		if info, err := os.Stat(path); err == nil {
			all[i] = stamp{info.ModTime(), info.Size()}
		}
	}
	return all
}
