package addon

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// maxQuery bounds what a browser brings along, in bytes.
const maxQuery = 8000

// serveInstalled reads the client from where the browser says, agrees to the installation, and sends the browser on. The
// client stands there once; what has no secret is an update of the client that is known. spec: connect, 3.5.
func (a *Addon) serveInstalled(w http.ResponseWriter, r *http.Request) {
	done := a.observed("install")
	p, err := a.carried(r)
	var in *Installation
	switch {
	case err != nil:
	case p.OAuthSecret != "":
		in, err = a.install(r.Context(), p)
	default:
		in, err = a.update(r.Context(), p)
	}
	done(err)
	if err != nil {
		a.fail(w, r, "an installation through the browser", err)
		return
	}
	a.sendOn(w, r, in.Record(), "The add-on is installed.")
}

// serveUninstalled reads which installation has gone, and looks whether that is so. spec: connect, 3.6.
func (a *Addon) serveUninstalled(w http.ResponseWriter, r *http.Request) {
	done := a.observed("uninstall")
	var rec Record
	p, err := a.carried(r)
	if err == nil {
		rec, _ = a.opt.Store.Get(r.Context(), p.OAuthID) // before it goes; without one the browser stays here
		err = a.uninstall(r.Context(), p.OAuthID)
	}
	done(err)
	if err != nil {
		a.fail(w, r, "a removal through the browser", err)
		return
	}
	a.sendOn(w, r, rec, "The add-on is removed.")
}

func (a *Addon) carried(r *http.Request) (p payload, err error) {
	address := r.URL.Query().Get("installable_url")
	if !hipchat.IsWebURL(address) || len(r.URL.RawQuery) > maxQuery {
		return p, refuse(http.StatusBadRequest, "The parameter installable_url must be an absolute URL")
	}
	b, err := a.fetch(r.Context(), address)
	if err != nil {
		return p, err
	}
	return p, unmarshal(b, &p)
}

// sendOn sends the browser where the server wants it, if that is the server's own: nobody else's word sends people anywhere.
func (a *Addon) sendOn(w http.ResponseWriter, r *http.Request, rec Record, otherwise string) {
	to := r.URL.Query().Get("redirect_url")
	if to != "" && belongs(to, rec.Document) {
		http.Redirect(w, r, to, http.StatusFound)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(otherwise + "\n"))
}

func belongs(address string, doc hipchat.CapabilitiesDocument) bool {
	for _, o := range origins(doc) {
		if origin(address) == o {
			return true
		}
	}
	return false
}

// origins are where a server's pages are.
func origins(doc hipchat.CapabilitiesDocument) (all []string) {
	for _, u := range []string{doc.Links.Homepage, doc.Links.Subdomain, doc.Links.Self} {
		if hipchat.IsWebURL(u) {
			all = append(all, origin(u))
		}
	}
	return all
}

// origin is scheme, host and port of a URL.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return strings.ToLower(u.Scheme + "://" + u.Host)
}

// fetch gets a small JSON document.
func (a *Addon) fetch(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "The parameter installable_url must be an absolute URL")
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", a.opt.Key)
	res, err := a.opt.HTTPClient.Do(req)
	if err != nil {
		return nil, refuse(http.StatusBadGateway, "The server cannot be reached from the add-on").because(bare(err))
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, refuse(http.StatusBadRequest, "The server answered %d: it has been read already, or is too old", res.StatusCode)
	}
	return readAll(res.Body, maxPayload)
}
