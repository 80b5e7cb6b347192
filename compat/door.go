package compat

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"time"
)

// door is a listener that answers below one path of its own.
type door struct {
	base   string // its address with the path, without a slash at the end
	prefix string // the path alone
	server *http.Server
	ended  chan struct{}
}

func openDoor(ip, prefix string, h http.Handler) (*door, error) {
	l, err := net.Listen("tcp", net.JoinHostPort(ip, "0"))
	if err != nil {
		return nil, err
	}
	d := &door{
		base: "http://" + l.Addr().String() + prefix, prefix: prefix, ended: make(chan struct{}),
		server: &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10},
	}
	go func() {
		defer close(d.ended)
		if err := d.server.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			panic(err) // nothing else ends a listener of the loopback address
		}
	}()
	return d, nil
}

func (d *door) close() {
	_ = d.server.Close()
	<-d.ended
}

// below answers what of a request's path is below the door's, as it was sent.
func (d *door) below(r *http.Request) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(r.URL.EscapedPath(), d.prefix)
	return rest, ok && (rest == "" || rest[0] == '/')
}
