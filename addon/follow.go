package addon

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// follower sends the requests of a client to where its server's API and its token endpoint are now. A request that finds
// them gone has the capabilities document read again, and is made where that says. spec: connect, 9, IG-18.
type follower struct {
	in   *Installation
	from places // what the client was made of, and its requests are addressed to
	next http.RoundTripper
}

// places are the addresses that a client is made of.
type places struct{ api, token string }

func placesIn(doc hipchat.CapabilitiesDocument) places {
	p := places{strings.TrimRight(doc.Capabilities.HipchatAPIProvider.URL, "/"), doc.Capabilities.OAuth2Provider.TokenURL}
	if p.api == "" {
		p.api = strings.TrimRight(doc.Links.API, "/")
	}
	return p
}

func newFollower(in *Installation, doc hipchat.CapabilitiesDocument, next http.RoundTripper) *follower {
	if next == nil {
		next = http.DefaultTransport
	}
	return &follower{in, placesIn(doc), next}
}

// RoundTrip implements http.RoundTripper.
func (f *follower) RoundTrip(req *http.Request) (*http.Response, error) {
	now := placesIn(f.in.record.Load().Document)
	forToken := req.URL.String() == f.from.token
	res, err := f.send(req, req.Body, now)
	if forToken && err == nil && res.StatusCode == http.StatusUnauthorized {
		f.in.doubt(req.Context())
		return res, nil
	}
	if !displaced(res, err) || req.Body != nil && req.GetBody == nil {
		return res, err
	}
	then := f.in.reread(req.Context(), now)
	if then == now {
		return res, err
	}
	body := req.Body
	if body != nil {
		var failed error
		if body, failed = req.GetBody(); failed != nil {
			return res, err
		}
	}
	if res != nil {
		res.Body.Close()
	}
	return f.send(req, body, then)
}

// send makes the request at the places. A request to anywhere else goes there.
func (f *follower) send(req *http.Request, body io.ReadCloser, at places) (*http.Response, error) {
	address := req.URL.String()
	switch rest, ours := strings.CutPrefix(address, f.from.api); {
	case address == f.from.token:
		address = at.token
	case ours:
		address = at.api + rest
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	moved := req.Clone(req.Context())
	moved.URL, moved.Host, moved.Body = u, "", body
	return f.next.RoundTrip(moved)
}

// displaced tells whether nobody did what was asked, because nobody, or somebody else, is at the address.
func displaced(res *http.Response, err error) bool {
	if err != nil {
		var op *net.OpError
		return errors.As(err, &op) && op.Op == "dial"
	}
	switch res.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect,
		http.StatusNotFound, http.StatusGone:
		return true
	}
	return false
}
