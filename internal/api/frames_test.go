package api_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
)

// withPages declares one of everything that has an address for browsers.
func withPages(d *hipchat.Descriptor, base string) {
	d.Capabilities.Configurable = &hipchat.Configurable{URL: base + "/configure?a=1#top", AllowAccessToRoomAdmins: true}
	d.Capabilities.AdminPage = &hipchat.AdminPage{URL: base + "/admin"}
	d.Capabilities.WebPanels = hipchat.Modules[hipchat.WebPanel]{
		{Key: "panel", Name: hipchat.Text{Value: "Panel"}, URL: base + "/panel", Location: hipchat.LocationSidebarRight},
		{Key: "open", Name: hipchat.Text{Value: "Open"}, URL: base + "/open", Location: hipchat.LocationSidebarRight, Authentication: hipchat.AuthenticationNone},
	}
	d.Capabilities.Dialogs = hipchat.Modules[hipchat.Dialog]{{Key: "dialog", Title: hipchat.Text{Value: "Dialog"}, URL: base + "/dialog/{message.id}?of={message.metadata.ticket}&none={x}"}}
	d.Capabilities.ExternalPages = hipchat.Modules[hipchat.ExternalPage]{{Key: "page", URL: base + "/page/{message.id}"}}
	d.Capabilities.Glances = hipchat.Modules[hipchat.Glance]{
		{Key: "glance", Name: hipchat.Text{Value: "Glance"}, Icon: hipchat.Icon{URL: base + "/i.png", URL2x: base + "/i.png"}, QueryURL: base + "/glance"},
		{Key: "still", Name: hipchat.Text{Value: "Still"}, Icon: hipchat.Icon{URL: base + "/i.png", URL2x: base + "/i.png"}},
	}
}

// framed is what an address says.
type framed struct {
	URL string `json:"url"`
	JWT string `json:"jwt"`
}

// claims checks the signature as an add-on does and answers what it claims.
func claims(t *testing.T, text, secret string, now time.Time) jwt.MapClaims {
	t.Helper()
	got := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(text, got, func(*jwt.Token) (any, error) { return []byte(secret), nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithTimeFunc(func() time.Time { return now }), jwt.WithIssuedAt(), jwt.WithExpirationRequired())
	if err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	if jti, _ := got["jti"].(string); len(jti) != 20 {
		t.Errorf("jti %v", got["jti"])
	}
	delete(got, "jti")
	return got
}

// spec: connect, 2.5, 4.1 to 4.3, 7.1; client-quirks, O12, O13
func TestAnAddonsPagesAreOpenedAtSignedAddresses(t *testing.T) {
	now := time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)
	s := stoatest.Start(t, func(c *app.Config) { c.Now = func() time.Time { return now } })
	room := s.Room("Ops")
	addon := s.Addon("", withPages, nil)
	frame := url.Values{"connect_client_api_version": {"1"}, "xdm_e": {s.URL}, "cp": {""}, "lic": {"none"}}
	with := func(extra url.Values) url.Values {
		all := url.Values{}
		for _, from := range []url.Values{frame, extra} {
			for k, v := range from {
				all[k] = v
			}
		}
		return all
	}
	for name, c := range map[string]struct {
		body, path string
		query      url.Values
		signed     bool
		inRoom     bool
	}{
		"a panel": {`{"kind":"webPanel","key":"panel","room":%d,"theme":"dark","channel":"channel-7"}`, "/panel",
			with(url.Values{"theme": {"dark"}, "xdm_c": {"channel-7"}}), true, true},
		"a panel that wants no signature": {`{"kind":"webPanel","key":"open","room":%d}`, "/open", frame, false, true},
		"a dialog of a message": {`{"kind":"dialog","key":"dialog","room":%d,"variables":{"message.id":"a/b","message.metadata.ticket":"A&B=1 2"}}`, "/dialog/a%2Fb",
			with(url.Values{"embedded": {"true"}, "of": {"A&B=1 2"}, "none": {""}}), true, true},
		"a page in a window":          {`{"kind":"externalPage","key":"page","room":%d,"variables":{"message.id":"7"}}`, "/page/7", url.Values{}, false, true},
		"a glance":                    {`{"kind":"glance","key":"glance","room":%d}`, "/glance", url.Values{"connect_client_api_version": {"1"}}, true, true},
		"the configuration in a room": {`{"kind":"configurable","room":%d}`, "/configure", with(url.Values{"a": {"1"}}), true, true},
		"the group's configuration":   {`{"kind":"configurable"}`, "/configure", with(url.Values{"a": {"1"}}), true, false},
		"the page of administrators":  {`{"kind":"adminPage"}`, "/admin", frame, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			body := c.body
			if c.inRoom {
				body = fmt.Sprintf(c.body, room.ID)
			}
			var got framed
			s.Call(s.Token, "POST", urlOf(addon), body).JSON(t, &got)
			u, err := url.Parse(got.URL)
			if err != nil {
				t.Fatal(err)
			}
			query := u.Query()
			signed := query.Get("signed_request")
			query.Del("signed_request")
			if diff := cmp.Diff(c.query, query); diff != "" || u.EscapedPath() != c.path || signed != got.JWT {
				t.Fatalf("%s (-want +got):\n%s", got.URL, diff)
			}
			if !c.signed {
				if signed != "" {
					t.Errorf("signed: %s", got.URL)
				}
				return
			}
			where := map[string]any{"user_tz": "UTC"}
			if c.inRoom {
				where["room_id"] = float64(room.ID)
			}
			want := jwt.MapClaims{
				"iss": addon.Client.OAuthID, "sub": "1", "prn": "1", "context": where,
				"iat": float64(now.Unix()), "exp": float64(now.Add(time.Hour).Unix()),
			}
			if diff := cmp.Diff(want, claims(t, signed, addon.Client.OAuthSecret, now)); diff != "" {
				t.Errorf("claims (-want +got):\n%s", diff)
			}
		})
	}
}

func urlOf(a *stoatest.Addon) string {
	return fmt.Sprintf("/api/installations/%d/url", a.Installation.ID)
}

func frameTokenOf(a *stoatest.Addon) string {
	return fmt.Sprintf("/api/installations/%d/token", a.Installation.ID)
}

// spec: connect-js, 3.2, 5.1
func TestAFramesPageGetsATokenAlsoWhereItsAddressIsNotSigned(t *testing.T) {
	now := time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)
	s := stoatest.Start(t, func(c *app.Config) { c.Now = func() time.Time { return now } })
	ops, dev := s.Room("Ops"), s.Room("Dev")
	bob, token := s.User("Bob", "bob@example.test")
	addon := s.Addon("", withPages, nil)
	for name, c := range map[string]struct {
		kind, key string
		room      int64
	}{
		"a signed page in one room": {"webPanel", "panel", ops.ID}, "the same in another": {"webPanel", "panel", dev.ID},
		"a page that wants no signature": {"webPanel", "open", ops.ID}, "a dialog": {"dialog", "dialog", dev.ID},
	} {
		var got struct {
			JWT   string
			Until time.Time
		}
		s.Call(token, "POST", frameTokenOf(addon), fmt.Sprintf(`{"kind":%q,"key":%q,"room":%d}`, c.kind, c.key, c.room)).JSON(t, &got)
		want := jwt.MapClaims{
			"iss": addon.Client.OAuthID, "sub": fmt.Sprint(bob.ID), "prn": fmt.Sprint(bob.ID),
			"context": map[string]any{"user_tz": "UTC", "room_id": float64(c.room)},
			"iat":     float64(now.Unix()), "exp": float64(now.Add(time.Hour).Unix()),
		}
		if diff := cmp.Diff(want, claims(t, got.JWT, addon.Client.OAuthSecret, now)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if !got.Until.After(now) || got.Until.After(now.Add(15*time.Minute)) {
			t.Errorf("%s: until %s", name, got.Until)
		}
	}
}

func TestAddressesAreSignedOnlyForWhoSeesTheAddonThere(t *testing.T) {
	s := stoatest.Start(t)
	closed, other := s.PrivateRoom("Closed"), s.Room("Other")
	_, bob := s.User("Bob", "bob@example.test")
	addon := s.Addon("", withPages, nil)
	inRoom := s.Addon("Closed", func(d *hipchat.Descriptor, base string) {
		withPages(d, base)
		d.Key, d.Capabilities.Configurable.AllowAccessToRoomAdmins = "test.other", false
	}, nil)
	panel := `{"kind":"webPanel","key":"panel","room":%d}`
	for name, c := range map[string]struct {
		addon  *stoatest.Addon
		token  string
		body   string
		status int
		field  string
	}{
		"bob, in an open room":                {addon, bob, fmt.Sprintf(panel, other.ID), 200, ""},
		"bob, in a room that he does not see": {addon, bob, fmt.Sprintf(panel, closed.ID), 404, ""},
		"bob, the group's configuration":      {addon, bob, `{"kind":"configurable"}`, 403, ""},
		"bob, a room's that he does not see":  {addon, bob, fmt.Sprintf(`{"kind":"configurable","room":%d}`, closed.ID), 404, ""},
		"bob, a room's that is another's":     {addon, bob, fmt.Sprintf(`{"kind":"configurable","room":%d}`, other.ID), 403, ""},
		"bob, the page of administrators":     {addon, bob, fmt.Sprintf(`{"kind":"adminPage","room":%d}`, other.ID), 403, ""},
		"a room's add-on in another room":     {inRoom, s.Token, fmt.Sprintf(panel, other.ID), 404, ""},
		"a panel outside of rooms":            {addon, s.Token, `{"kind":"webPanel","key":"panel"}`, 400, "room"},
		"a panel without a key":               {addon, s.Token, fmt.Sprintf(`{"kind":"webPanel","room":%d}`, other.ID), 404, ""},
		"a panel that is not there":           {addon, s.Token, fmt.Sprintf(`{"kind":"webPanel","key":"x","room":%d}`, other.ID), 404, ""},
		"a glance that nothing is asked":      {addon, s.Token, fmt.Sprintf(`{"kind":"glance","key":"still","room":%d}`, other.ID), 404, ""},
		"a kind without an address":           {addon, s.Token, fmt.Sprintf(`{"kind":"action","key":"x","room":%d}`, other.ID), 400, "kind"},
		"a theme that is none":                {addon, s.Token, fmt.Sprintf(`{"kind":"webPanel","key":"panel","theme":"pink","room":%d}`, other.ID), 400, "theme"},
		"a channel with a name that is none":  {addon, s.Token, fmt.Sprintf(`{"kind":"webPanel","key":"panel","channel":"a&b","room":%d}`, other.ID), 400, "channel"},
		"a room that is not there":            {addon, s.Token, fmt.Sprintf(panel, 4711), 404, ""},
		"an installation that is of the past": {&stoatest.Addon{}, s.Token, fmt.Sprintf(panel, other.ID), 404, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := s.Call(c.token, "POST", urlOf(c.addon), c.body)
			if a.Status != c.status || c.status >= 400 && a.Error(t).Field != c.field {
				t.Errorf("%d %s", a.Status, a.Body)
			}
			if c.field == "theme" || c.field == "channel" {
				return // tokens have neither
			}
			// Who may not open a page gets no token for it, either.
			if a := s.Call(c.token, "POST", frameTokenOf(c.addon), c.body); a.Status != c.status || c.status >= 400 && a.Error(t).Field != c.field {
				t.Errorf("the token: %d %s", a.Status, a.Body)
			}
		})
	}
	addon.Remove()
	if a := s.Call(s.Token, "POST", urlOf(addon), fmt.Sprintf(panel, other.ID)); a.Status != 404 {
		t.Errorf("removed: %d %s", a.Status, a.Body)
	}
}
