package addon

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// patience is how long a handler has: servers give up after ten seconds, and send the event again. A call to a server that
// asks to be left alone for longer is then given up at once instead of being repeated. spec: connect, 5.6.
const patience = 9 * time.Second

func (a *Addon) serveWebhook(w http.ResponseWriter, r *http.Request, hook Webhook, pattern *regexp.Regexp) {
	done := a.observed("webhook")
	in, answer, err := a.hear(w, r, hook, pattern)
	done(err)
	if err != nil {
		a.fail(w, r, "a webhook for "+hook.event, err)
		return
	}
	if answer = a.sendable(r.Context(), in, answer); answer == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	a.writeJSON(w, http.StatusOK, answer)
}

// hear believes a call, reads it, and asks the add-on. spec: connect, 5.1, 5.4.
func (a *Addon) hear(w http.ResponseWriter, r *http.Request, hook Webhook, pattern *regexp.Regexp) (*Installation, *Answer, error) {
	var e envelope
	if err := readJSON(w, r, maxEvent, &e); err != nil {
		return nil, nil, err
	}
	in, signed, err := a.believed(r, e)
	if err != nil {
		return nil, nil, err
	}
	if e.Event != hook.event {
		return nil, nil, refuse(http.StatusBadRequest, "The field event must be %s here", hook.event)
	}
	it, err := e.read()
	if err != nil {
		return nil, nil, err
	}
	if err := signed.covers(it); err != nil {
		return nil, nil, err
	}
	var match []string
	if it.Message != nil {
		if match = pattern.FindStringSubmatch(it.Message.Message); match == nil {
			return in, nil, nil // a server that is too old to look itself
		}
	}
	d := Delivery{ID: r.Header.Get("Webhook-Id"), Event: e.Event, WebhookID: e.WebhookID, Room: *it.Room, Signed: signed != nil}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	answer, err := hook.call(ctx, in, d, it, match)
	return in, answer, err
}

// believed answers the installation that calls. The claims are nil where a server is too old to sign, and is let in.
func (a *Addon) believed(r *http.Request, e envelope) (*Installation, *claims, error) {
	token, _ := tokenOf(r)
	if token == "" {
		in, err := a.unsigned(r.Context(), e)
		return in, nil, err
	}
	in, c, err := a.verified(r.Context(), token, maxTokenAge)
	if err != nil {
		return nil, nil, err
	}
	if e.ClientID != "" && e.ClientID != c.Issuer {
		return nil, nil, refuse(http.StatusUnauthorized, "The JWT is of another installation than oauth_client_id says")
	}
	if !a.replays.first(c.Issuer+" "+firstOf(c.ID, token), a.opt.Now(), maxTokenAge+2*a.opt.Leeway) {
		return nil, nil, refuse(http.StatusUnauthorized, "The JWT was used before")
	}
	return in, c, nil
}

func (a *Addon) unsigned(ctx context.Context, e envelope) (*Installation, error) {
	missing := refuse(http.StatusUnauthorized, "The call is not signed: it has no JWT")
	if !a.opt.AllowUnsigned || e.ClientID == "" {
		return nil, missing
	}
	in, err := a.Installation(ctx, e.ClientID)
	if err != nil {
		return nil, missing.because(err)
	}
	if in.Supports(hipchat.FeatureWebhookOptions) {
		return nil, missing
	}
	return in, nil
}

// covers refuses an event that happened elsewhere, or was somebody else's, than its signature says. The body itself is not
// signed, and people have signatures of their own: those in the addresses of the add-on's pages.
func (c *claims) covers(it item) error {
	switch {
	case c == nil:
		return nil
	case c.room() != 0 && c.room() != it.Room.ID:
		return refuse(http.StatusUnauthorized, "The JWT is for another room")
	case c.actor() != 0 && personOf(it) != 0 && c.actor() != personOf(it):
		return refuse(http.StatusUnauthorized, "The JWT is for another person")
	}
	return nil
}

// sendable is an answer as the server takes it: without a card where it knows none. What no server takes is only logged,
// since what the add-on did is done, and to be asked again would be to do it again.
func (a *Addon) sendable(ctx context.Context, in *Installation, answer *Answer) *Answer {
	if answer == nil {
		return nil
	}
	fitted := in.fit(*answer)
	if err := checkNotification(fitted); err != nil {
		a.opt.Log.ErrorContext(ctx, "an answer was not sent", "oauth_id", in.ID(), "error", err)
		return nil
	}
	return &fitted
}

// Notify posts a notification to a room now, without its card where the server is too old for cards. Post waits for a
// server that cannot be reached.
func (in *Installation) Notify(ctx context.Context, room hipchat.ID, n hipchat.NotificationRequest) error {
	n = in.fit(n)
	if err := checkNotification(n); err != nil {
		return err
	}
	c, err := in.Client(hipchat.ScopeSendNotification)
	if err != nil {
		return err
	}
	return c.SendRoomNotification(ctx, room, n)
}

// fit leaves out what the server is too old for.
func (in *Installation) fit(n hipchat.NotificationRequest) hipchat.NotificationRequest {
	if !in.Supports(hipchat.FeatureCards) {
		n.Card = nil
	}
	return n
}

// checkNotification tests what servers refuse, or pass over in silence. spec: rest-v2, 4.6; connect, 5.5.
func checkNotification(n hipchat.NotificationRequest) error {
	if v := hipchat.CheckLength("message", n.Message, 1, hipchat.MaxMessage); v != nil {
		return fmt.Errorf("addon: %w", v)
	}
	if n.Card != nil {
		if v := hipchat.CheckCard(n.Card); v != nil {
			return fmt.Errorf("addon: %w", v)
		}
	}
	return nil
}
