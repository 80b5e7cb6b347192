package compat

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/outbound"
	"github.com/stoachat/stoa/internal/remote"
)

// world is a throwaway Stoa in memory, and what stands between it and the add-on. The add-on never meets Stoa itself: it
// meets places, which are doors on ports of their own with odd addresses, and Stoa reaches the add-on through the
// gateway, which writes down what goes by.
type world struct {
	ip       string
	base     string // Stoa's own address
	group    *hipchat.Client
	remote   *remote.Client
	document map[string]any // the capabilities as Stoa has them
	outbound *outbound.Client
	direct   *http.Client // to Stoa
	gateway  *door

	mu     sync.Mutex
	places map[string]*place
	rooms  atomic.Int64
	end    func() error
}

const maxBody = 4 << 20

func newWorld(ctx context.Context, ip string) (w *world, err error) {
	password := rand.Text()
	a, err := app.New(ctx, app.Config{
		Listen: net.JoinHostPort(ip, "0"), Unlimited: true, NoPreview: true, AdminEmail: "checker@example.test", AdminPassword: password,
		PasswordCost: auth.Cheap, // the password is random, and lives as long as this process
		Log:          slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, fmt.Errorf("throwaway server: %w", err)
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- a.Run(running) }()
	w = &world{ip: ip, base: a.Base(), places: map[string]*place{}, direct: &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{DisableCompression: true},
	}}
	w.end = func() error {
		stop()
		return <-ended
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
			w = nil
		}
	}()
	if w.outbound, err = outbound.New(outbound.Config{Timeout: patience, MaxResponse: maxBody}); err != nil {
		return w, err
	}
	if w.gateway, err = openDoor(ip, "", http.HandlerFunc(w.pass)); err != nil {
		return w, err
	}
	return w, w.enter(ctx, password)
}

// enter signs in as the administrator and reads the capabilities.
func (w *world) enter(ctx context.Context, password string) error {
	anonymous, err := hipchat.NewClient(w.base)
	if err != nil {
		return err
	}
	token, err := anonymous.GenerateToken(ctx, hipchat.Credentials{}, hipchat.TokenRequest{
		GrantType: hipchat.GrantPassword, Username: "checker@example.test", Password: password,
	})
	if err != nil {
		return err
	}
	if w.group, err = hipchat.NewClient(w.base, hipchat.WithToken(token.AccessToken)); err != nil {
		return err
	}
	if w.remote, err = remote.New(w.base, token.AccessToken); err != nil {
		return err
	}
	doc, err := anonymous.GetCapabilities(ctx)
	if err != nil {
		return err
	}
	b, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, &w.document)
}

func (w *world) close() error {
	w.mu.Lock()
	for _, p := range w.places {
		p.close()
	}
	w.mu.Unlock()
	if w.gateway != nil {
		w.gateway.close()
	}
	w.direct.CloseIdleConnections()
	if w.outbound != nil {
		w.outbound.Close()
	}
	return w.end()
}

// room makes a room whose name no path can carry without being escaped.
func (w *world) room(ctx context.Context) (remote.Room, error) {
	return w.remote.CreateRoom(ctx, fmt.Sprintf("Harbour & Pier %d", w.rooms.Add(1)), "", "public")
}

// ownerOf is the client that a token was given to, at any place.
func (w *world) ownerOf(token string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.places {
		p.mu.Lock()
		owner := p.issued[token]
		p.mu.Unlock()
		if owner != "" {
			return owner
		}
	}
	return ""
}

// pass takes what Stoa, or a browser, sends to the add-on: the path is the place, then the address with its scheme as
// the first element.
func (w *world) pass(rw http.ResponseWriter, r *http.Request) {
	parts := strings.SplitN(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/", 4)
	w.mu.Lock()
	p := w.places[parts[0]]
	w.mu.Unlock()
	switch {
	case p != nil && len(parts) == 2 && parts[1] == "descriptor":
		rw.Header().Set("Content-Type", "application/json")
		_, _ = rw.Write(p.descriptor())
	case p != nil && len(parts) == 4:
		address := parts[1] + "://" + parts[2] + "/" + parts[3]
		if r.URL.RawQuery != "" {
			address += "?" + r.URL.RawQuery
		}
		p.forward(rw, r, address)
	default:
		http.NotFound(rw, r)
	}
}

// outside is how the gateway writes an address of the add-on.
func (w *world) outside(place, address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	if at := strings.IndexAny(rest, "/?#"); at < 0 {
		rest += "/"
	} else if rest[at] != '/' {
		rest = rest[:at] + "/" + rest[at:]
	}
	return w.gateway.base + "/" + place + "/" + scheme + "/" + rest
}

// send makes a request to Stoa.
func (w *world) send(ctx context.Context, method, path string, header http.Header, body []byte) (status int, h http.Header, answer []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, method, w.base+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, nil, err
	}
	for _, name := range []string{"Authorization", "Content-Type", "Accept", "If-None-Match", "Idempotency-Key"} {
		if v, ok := header[name]; ok {
			req.Header[name] = v
		}
	}
	res, err := w.direct.Do(req)
	if err != nil {
		return 0, nil, nil, err
	}
	defer res.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(res.Body, maxBody))
	return res.StatusCode, res.Header, answer, err
}
