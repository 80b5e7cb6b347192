// Package directory is the catalogue of add-ons that people can look through before they install one. The
// administrator names the catalogue: a file, or an address that is fetched now and then. Of a catalogue only what is
// marked as working on self-hosted servers is shown, unless somebody asks for all of it.
package directory

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

const (
	maxCatalogue = 1 << 20 // bytes
	fetchLimit   = 10 * time.Second
	fresh        = 10 * time.Minute
	again        = time.Minute // after a failure
)

// shipped is the catalogue without another one. It names only what is known to run against a Stoa.
//
//go:embed catalogue.json
var shipped []byte

// Config is what a Directory is built from.
type Config struct {
	Source   string // a file or an address; empty: the catalogue that is shipped
	Outbound *outbound.Client
	Now      func() time.Time
	Log      *slog.Logger
}

// Directory answers the catalogue's entries. It is safe for concurrent use.
type Directory struct {
	source   string
	outbound *outbound.Client
	now      func() time.Time
	log      *slog.Logger

	mu      sync.Mutex // held while the catalogue is read, so that it is read once for all who wait
	entries []hipchat.CatalogueEntry
	err     error // why there are none
	until   time.Time
}

// New makes a Directory.
func New(c Config) *Directory {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Directory{source: c.Source, outbound: c.Outbound, now: c.Now, log: c.Log}
}

// Entries answers the catalogue. A catalogue that cannot be read any more is shown as it was.
func (d *Directory) Entries(ctx context.Context) ([]hipchat.CatalogueEntry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.now().Before(d.until) {
		return d.entries, d.err
	}
	entries, err := d.load(context.WithoutCancel(ctx))
	if err != nil {
		d.log.WarnContext(ctx, "directory of add-ons not read", "source", shown(d.source), "error", err)
		d.until = d.now().Add(again)
		if d.entries == nil {
			d.err = chat.Errorf(chat.Unreachable, "The directory of add-ons could not be read; the server's log says why")
		}
		return d.entries, d.err
	}
	d.entries, d.err, d.until = entries, nil, d.now().Add(fresh)
	return d.entries, nil
}

// Entry finds the entry with the key.
func (d *Directory) Entry(ctx context.Context, key string) (hipchat.CatalogueEntry, error) {
	entries, err := d.Entries(ctx)
	for _, e := range entries {
		if e.Key == key {
			return e, nil
		}
	}
	if err == nil {
		err = chat.Errorf(chat.NotFound, "The directory has no add-on '%s'", hipchat.Abridge(key))
	}
	return hipchat.CatalogueEntry{}, err
}

func (d *Directory) load(ctx context.Context) ([]hipchat.CatalogueEntry, error) {
	raw, err := d.read(ctx)
	if err != nil {
		return nil, err
	}
	return parse(raw)
}

// parse takes a catalogue whole or not at all.
func parse(raw []byte) ([]hipchat.CatalogueEntry, error) {
	switch v := hipchat.CheckCatalogue(raw); {
	case v != nil && v.Rule == hipchat.RuleType && v.Field == "catalogue":
		return nil, errors.New("it is not a JSON object") // what it is instead does not belong into a log
	case v != nil:
		return nil, v
	}
	c := hipchat.Catalogue{Addons: []hipchat.CatalogueEntry{}}
	err := json.Unmarshal(raw, &c)
	for i, e := range c.Addons {
		if e.Outbound == nil {
			c.Addons[i].Outbound = []string{}
		}
	}
	return c.Addons, err
}

func (d *Directory) read(ctx context.Context) ([]byte, error) {
	switch {
	case d.source == "":
		return shipped, nil
	case isAddress(d.source):
		return d.fetch(ctx)
	}
	return readFile(d.source)
}

func isAddress(source string) bool {
	return strings.HasPrefix(source, "http://") || strings.HasPrefix(source, "https://")
}

// shown is a source without what may be secret in its address.
func shown(source string) string {
	if !isAddress(source) {
		return source
	}
	u, err := url.Parse(source)
	if err != nil {
		return "an address that is none"
	}
	u.User, u.RawQuery = nil, ""
	return u.String()
}

// readFile reads no more than there may be: a file may grow, or be none that ends.
func readFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a file")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxCatalogue+1))
	if err == nil && len(raw) > maxCatalogue {
		err = tooLarge()
	}
	return raw, err
}

func tooLarge() error { return fmt.Errorf("it is larger than %d bytes", maxCatalogue) }

// fetch reaches as far as an administrator does: the address is theirs to name.
func (d *Directory) fetch(ctx context.Context) ([]byte, error) {
	res, err := d.outbound.Do(ctx, outbound.Request{
		URL: d.source, Header: http.Header{"Accept": {"application/json"}}, Policy: outbound.Trusted, Purpose: "directory",
		FollowRedirects: true, MaxResponse: maxCatalogue, Timeout: fetchLimit,
	})
	switch {
	case errors.Is(err, outbound.ErrTooLarge):
		return nil, tooLarge()
	case err != nil:
		return nil, err
	case res.Status != http.StatusOK:
		return nil, fmt.Errorf("its server answered %d %s", res.Status, http.StatusText(res.Status))
	}
	return res.Body, nil
}
