package addon

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// reread reads the capabilities document again, unless that was in vain lately, and answers where things are. A document
// that cannot be read changes nothing.
func (in *Installation) reread(ctx context.Context, known places) places {
	in.looking.Lock()
	defer in.looking.Unlock()
	if now := placesIn(in.record.Load().Document); now != known {
		return now // somebody read it while we waited
	}
	if in.addon.opt.Now().Sub(in.looked) < in.addon.opt.RereadAfter {
		return known
	}
	if err := in.look(ctx); err != nil {
		in.addon.opt.Log.WarnContext(ctx, "capabilities document not read again", "oauth_id", in.ID(), "error", err)
	}
	now := placesIn(in.record.Load().Document)
	if now == known {
		in.looked = in.addon.opt.Now()
	}
	return now
}

// look reads the document again and keeps what it says. looking is held.
func (in *Installation) look(ctx context.Context) error {
	rec := in.Record()
	doc, err := in.addon.follow(ctx, rec.CapabilitiesURL)
	if err != nil {
		return err
	}
	if _, err := doc.Client(); err != nil {
		return err
	}
	if placesIn(doc) == placesIn(rec.Document) && doc.Links == rec.Document.Links {
		return nil
	}
	rec.Document, rec.CapabilitiesURL = doc, doc.Links.Self
	_, err = in.addon.change(ctx, rec)
	if err == nil {
		in.addon.opt.Log.InfoContext(ctx, "the server has moved", "oauth_id", rec.OAuthID, "server", rec.CapabilitiesURL)
	}
	return err
}

// follow reads a document, at another address if the old one says that it has moved there for good: whoever answers at
// the address that an installation came from is believed, as at the installation.
func (a *Addon) follow(ctx context.Context, address string) (hipchat.CapabilitiesDocument, error) {
	doc, err := hipchat.Discover(ctx, address, a.once()...)
	var moved *hipchat.Error
	if !errors.As(err, &moved) || moved.Code != http.StatusMovedPermanently && moved.Code != http.StatusPermanentRedirect {
		return doc, err
	}
	to, failed := a.redirected(ctx, address)
	if failed != nil {
		return doc, failed
	}
	if strings.HasPrefix(address, "https:") && !strings.HasPrefix(to, "https:") {
		return doc, fmt.Errorf("addon: the capabilities document moved to %s, which is not https", origin(to))
	}
	return hipchat.Discover(ctx, to, a.once()...)
}

func (a *Addon) redirected(ctx context.Context, address string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	hc := *a.opt.HTTPClient
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := hc.Do(req)
	if err != nil {
		return "", bare(err)
	}
	defer res.Body.Close()
	to, err := res.Location()
	if err != nil {
		return "", err
	}
	return to.String(), nil
}

// doubt looks whether the server has forgotten the installation: its token endpoint, where the document says that it is
// today, knows the credentials no more. spec: connect, 3.8.
func (in *Installation) doubt(ctx context.Context) {
	in.looking.Lock()
	defer in.looking.Unlock()
	rec := in.Record()
	if err := in.look(ctx); err != nil {
		return // whoever answers there may be anybody
	}
	if placesIn(in.record.Load().Document) != placesIn(rec.Document) {
		return // the next call asks at the new place
	}
	if _, err := in.addon.firstToken(ctx, rec); !errors.Is(err, hipchat.ErrUnauthorized) {
		return
	}
	if err := in.addon.forget(ctx, rec, "its server does not know it any more"); err != nil {
		in.addon.opt.Log.ErrorContext(ctx, "a dead installation was not forgotten", "oauth_id", rec.OAuthID, "error", err)
	}
}
