package connect

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/webhook"
)

// signedLife is how long a signed address is good to open: frameworks refuse what was signed a quarter of an hour ago.
// spec: connect, 4.1
const signedLife = 5 * time.Minute

// SignedURL is an address for a person's browser, made for this one opening.
type SignedURL struct {
	URL   string
	JWT   string    // what it is signed with; empty when the add-on wants no signature
	Until time.Time // ask for a new one after that
}

// SignURL answers the address that the caller's browser opens: signed with the installation's secret in the caller's
// name, and saying what a page tells the frames in it.
// spec: connect, 4.1 to 4.3, 7.1; client-quirks, O12, O13
func (h *Host) SignURL(ctx context.Context, p *chat.Principal, f Frame) (SignedURL, error) {
	in, pg, err := h.shown(ctx, p, f)
	if err != nil {
		return SignedURL{}, err
	}
	out := SignedURL{URL: filled(pg.address, f.Variables), Until: h.now().UTC().Add(signedLife)}
	if told := f.told(h.view.Base()); len(told) > 0 {
		out.URL = withQuery(out.URL, told)
	}
	if !pg.signed {
		return out, nil
	}
	if out.JWT, err = h.signed(p, in, pg); err != nil {
		return SignedURL{}, err
	}
	out.URL = webhook.WithSignedRequest(out.URL, out.JWT)
	return out, nil
}

// Token answers what the page of a frame proves to its add-on who looks at it with, also where its address is not signed.
// Whoever may open the frame may have it. spec: connect-js, 5.1
func (h *Host) Token(ctx context.Context, p *chat.Principal, f Frame) (token string, until time.Time, err error) {
	in, pg, err := h.shown(ctx, p, f)
	if err != nil {
		return "", time.Time{}, err
	}
	token, err = h.signed(p, in, pg)
	return token, h.now().UTC().Add(signedLife), err
}

// shown finds a frame's page and whose it is, for who may see it.
func (h *Host) shown(ctx context.Context, p *chat.Principal, f Frame) (chat.Installation, page, error) {
	if v := f.check(); v != nil {
		return chat.Installation{}, page{}, chat.Violates(v)
	}
	in, err := h.active(ctx, f.InstallationID, f.RoomID)
	if err != nil {
		return chat.Installation{}, page{}, err
	}
	pg, err := h.page(ctx, p, in, f)
	return in, pg, err
}

func (h *Host) signed(p *chat.Principal, in chat.Installation, pg page) (string, error) {
	secret, err := h.sealer.Open(in.SealedSecret)
	if err != nil {
		return "", err
	}
	return webhook.Sign(in.OAuthID, secret, p.UserID(), p.User.Timezone, pg.roomID, h.now())
}

// told is what the page tells the frame in its address. spec: connect, 4.3.
func (f Frame) told(origin string) url.Values {
	told := url.Values{}
	if f.Kind == hipchat.KindExternalPage {
		return told // it is not in a frame
	}
	told.Set("connect_client_api_version", "1")
	if f.Kind == hipchat.KindGlance {
		return told
	}
	told.Set("xdm_e", origin)
	told.Set("cp", "")
	told.Set("lic", "none")
	for name, value := range map[string]string{"xdm_c": f.Channel, "theme": f.Theme} {
		if value != "" {
			told.Set(name, value)
		}
	}
	if f.Kind == hipchat.KindDialog {
		told.Set("embedded", "true")
	}
	return told
}

var urlVariable = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{([A-Za-z0-9_.-]{1,200})\}`) })

// filled puts the variables' values into an address that is a template; a variable without a value is empty.
// spec: connect, 2.5.
func filled(address string, variables map[string]string) string {
	return urlVariable().ReplaceAllStringFunc(address, func(name string) string {
		return strings.ReplaceAll(url.QueryEscape(variables[name[1:len(name)-1]]), "+", "%20")
	})
}
