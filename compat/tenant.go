package compat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/remote"
)

// tenant is the add-on installed in one place.
type tenant struct {
	v    *visit
	p    *place
	room remote.Room
	id   int64 // of the installation at Stoa
	at   string

	callback exchange // how it answered
	payload  hipchat.InstallPayload
}

// install installs the add-on into a room of its own, or into the whole group where it knows no rooms. The tenant's
// callback says whether it agreed.
func (v *visit) install(ctx context.Context, p *place) (*tenant, error) {
	room, err := p.w.room(ctx)
	if err != nil {
		return nil, err
	}
	t := &tenant{v: v, p: p, room: room, at: room.Name}
	if !v.subject.d.AllowsRoom() {
		t.at = ""
	}
	return t, t.again(ctx)
}

// again installs the add-on where it may be installed already.
func (t *tenant) again(ctx context.Context) error {
	mark := t.p.wire.mark()
	preview, err := t.p.w.remote.PreviewAddonAt(ctx, t.p.w.gateway.base+"/"+t.p.name+"/descriptor", t.at, t.p.now().level)
	if err != nil {
		return err
	}
	in, err := t.p.w.remote.InstallAddon(ctx, preview, t.at)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil {
		t.id = in.ID
	}
	for _, x := range t.p.wire.since(mark, at(sideInstall)) {
		t.callback = x
		_ = json.Unmarshal(x.body, &t.payload) // the gateway has written it
	}
	if t.agreed() && t.payload.RoomID != 0 && len(t.v.begun.called()) > 0 {
		t.p.wire.await(ctx, mark, settleLimit, expected)
	}
	t.p.wire.settle(ctx, t.v.quiet, settleLimit)
	if t.callback.method == "" && err != nil {
		return err
	}
	return nil
}

// settleLimit is how long a case waits at most for an add-on that has answered and goes on.
const settleLimit = 3 * time.Second

func (t *tenant) agreed() bool { return t.callback.good() }

// remove uninstalls the add-on, and answers how it took that.
func (t *tenant) remove(ctx context.Context) (exchange, error) {
	mark := t.p.wire.mark()
	if _, err := t.p.w.remote.RemoveAddon(ctx, t.id); err != nil {
		return exchange{}, err
	}
	t.id = 0
	x, _ := t.p.wire.await(ctx, mark, patience, at(sideUninstall))
	t.p.wire.settle(ctx, t.v.quiet, settleLimit)
	return x, nil
}

// leave is remove for the end of a case: what the add-on makes of it is another case's.
func (t *tenant) leave(ctx context.Context) {
	if t == nil || t.id == 0 {
		return
	}
	t.p.become(func(s *shape) { *s = shape{level: s.level, deaf: s.deaf} })
	_, _ = t.remove(ctx)
}

// reaction is what the add-on did about something.
type reaction struct {
	answer exchange // how it answered; without a method when it was never asked
	rest   []exchange
}

// accepted tells whether the add-on agreed to what it was told. A page may lead on.
func (r reaction) accepted() bool { return r.answer.status >= 200 && r.answer.status < 400 }

func (r reaction) of(s side) (found []exchange) {
	for _, x := range r.rest {
		if x.side == s {
			found = append(found, x)
		}
	}
	return found
}

// called are the calls of the API that succeeded.
func (r reaction) called() (found []exchange) {
	for _, x := range r.of(sideAPI) {
		if x.good() {
			found = append(found, x)
		}
	}
	return found
}

// provoke makes something happen and waits until the add-on is done with it.
func (t *tenant) provoke(ctx context.Context, s stimulus) (reaction, error) {
	mark := t.p.wire.mark()
	answer, err := t.act(ctx, s, mark)
	if err != nil {
		return reaction{}, err
	}
	quiet := t.v.quiet
	switch habit, known := t.v.habits[s.name]; {
	case !known:
		quiet *= 5 // it may take its time before it calls, and what it does here is what it is held to
	case len(habit.called()) > 0:
		t.p.wire.await(ctx, mark, settleLimit, expected)
	}
	t.p.wire.settle(ctx, quiet, settleLimit)
	if s.event == hipchat.EventRoomArchived {
		if err := t.archive(ctx, false); err != nil {
			return reaction{}, err
		}
	}
	return reaction{answer, t.p.wire.since(mark, at(sideDocument, sideToken, sideAPI, sideWeb))}, nil
}

// expected passes what an add-on that calls the API as ever is waited for: the call, or what came in its way.
func expected(x exchange) bool {
	return x.side == sideAPI && x.status != http.StatusUnauthorized || (x.side == sideToken || x.side == sideDocument) && !x.good()
}

func (t *tenant) act(ctx context.Context, s stimulus, mark int) (exchange, error) {
	room := hipchat.IDOf(t.room.ID)
	var err error
	switch s.event {
	case "":
		return t.open(ctx, s)
	case hipchat.EventRoomMessage:
		_, err = t.p.w.group.SendMessage(ctx, room, s.text)
	case hipchat.EventRoomNotification:
		err = t.p.w.group.SendRoomNotification(ctx, room, hipchat.NotificationRequest{Message: s.text, MessageFormat: "text"})
	case hipchat.EventRoomTopicChange:
		err = t.p.w.group.SetTopic(ctx, room, "topic "+time.Now().Format(time.RFC3339Nano))
	default:
		err = t.happen(ctx, s.event)
	}
	if err != nil {
		return exchange{}, err
	}
	x, _ := t.p.wire.await(ctx, mark, patience+2*time.Second, func(x exchange) bool { return x.side == sideWebhook && eventOf(x) == s.event })
	return x, nil
}

// happen makes what is done to a room really happen.
func (t *tenant) happen(ctx context.Context, event string) error {
	room := hipchat.IDOf(t.room.ID)
	switch event {
	case hipchat.EventRoomFileUpload:
		return t.p.w.group.ShareFileWithRoom(ctx, room, hipchat.Upload{Name: "check.txt", Content: strings.NewReader("of the checker\n")})
	case hipchat.EventRoomEnter:
		return errors.Join(t.p.w.remote.LeaveRoom(ctx, string(room)), t.p.w.remote.JoinRoom(ctx, string(room)))
	case hipchat.EventRoomExit:
		return errors.Join(t.p.w.remote.JoinRoom(ctx, string(room)), t.p.w.remote.LeaveRoom(ctx, string(room)))
	case hipchat.EventRoomArchived:
		return t.archive(ctx, true)
	case hipchat.EventRoomUnarchived:
		return errors.Join(t.archive(ctx, true), t.archive(ctx, false))
	case hipchat.EventRoomCreated, hipchat.EventRoomDeleted:
		other, err := t.p.w.room(ctx)
		if err == nil && event == hipchat.EventRoomDeleted {
			err = t.p.w.group.DeleteRoom(ctx, hipchat.IDOf(other.ID))
		}
		return err
	}
	return fmt.Errorf("nothing causes %s", event)
}

func (t *tenant) archive(ctx context.Context, archived bool) error {
	room, err := t.p.w.group.GetRoom(ctx, hipchat.IDOf(t.room.ID))
	if err != nil {
		return err
	}
	in := room.Update()
	in.IsArchived = new(hipchat.Flag(archived))
	return t.p.w.group.UpdateRoom(ctx, hipchat.IDOf(t.room.ID), in)
}

// open opens one of the add-on's pages as a browser does.
func (t *tenant) open(ctx context.Context, s stimulus) (exchange, error) {
	room := t.room.ID
	if s.kind == kindConfigurable && t.at == "" {
		room = 0
	}
	address, err := t.p.w.remote.SignURL(ctx, t.id, s.kind, s.key, room)
	if err != nil {
		return exchange{}, err
	}
	inside, ok := strings.CutPrefix(address, t.p.w.gateway.base+"/"+t.p.name+"/")
	if ok {
		scheme, rest, _ := strings.Cut(inside, "/")
		address = scheme + "://" + rest
	}
	header := http.Header{"Accept": {"text/html, application/json;q=0.9"}, "Origin": {originOf(t.p.web.base)}}
	return t.p.tell(ctx, exchange{side: sidePage, method: http.MethodGet, url: string(t.p.localized([]byte(address))), header: header}), nil
}

func eventOf(x exchange) string {
	var in struct {
		Event string `json:"event"`
	}
	_ = json.Unmarshal(x.body, &in) // what is no JSON has none
	return in.Event
}

// claims are those of a request that the tenant's server would sign now.
func (t *tenant) claims() jwt.MapClaims {
	now := time.Now()
	return jwt.MapClaims{
		"iss": t.payload.OAuthID, "sub": "1", "prn": "1", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
		"jti": strings.ToLower(odd("jti")), "context": map[string]any{"room_id": t.room.ID, "user_tz": "UTC"},
	}
}
