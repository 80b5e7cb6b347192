package surface_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/apiv1"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestNoInputBreaksAMethodOfV1(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { spoilV1(t, all()) })
	t.Run("PostgreSQL", func(t *testing.T) { spoilV1(t, sample{nth: 17}, stoatest.WithDatabase(storetest.PostgreSQL(t))) })
}

func spoilV1(t *testing.T, some sample, options ...stoatest.Option) {
	w := newWorld(t, options...)
	t.Run("", func(t *testing.T) {
		for _, rt := range apiv1.Routes() {
			t.Run(rt.Name, func(t *testing.T) {
				t.Parallel()
				spoilV1Route(&place{w: w, t: t}, rt, some)
			})
		}
	})
}

// params are good parameters of a method. All that it knows are there, so that each is spoilt.
func (p *place) params(rt apiv1.Route) url.Values {
	n := p.w.unique()
	values := map[string]string{
		"name": "Surface " + n, "owner_user_id": strconv.FormatInt(p.w.admin, 10), "privacy": "public", "topic": "t", "guest_access": "0",
		"date": "recent", "timezone": "Europe/Oslo", "from": "CI", "message": "m", "message_format": "html", "notify": "1", "color": "red",
		"email": n + "@example.test", "mention_name": "p" + n, "title": "t", "password": "a long password", "is_group_admin": "0", "include_deleted": "1",
	}
	out := url.Values{"auth_token": {p.w.v1}}
	for _, param := range rt.Params {
		switch param.Name {
		case "room_id":
			out.Set("room_id", p.in(rt.Path, "room"))
		case "user_id":
			out.Set("user_id", p.in(rt.Path, "user"))
		default:
			out.Set(param.Name, values[param.Name])
		}
	}
	return out
}

const formType = "application/x-www-form-urlencoded"

// spoiltForm is a form with one thing wrong, and where it is sent.
type spoiltForm struct {
	what, contentType, query string
	body                     func(good url.Values) string
}

func spoiltForms(rt apiv1.Route) (all []spoiltForm) {
	add := func(what string, body func(good url.Values) string) {
		all = append(all, spoiltForm{what, formType, "", body})
	}
	names := []string{"auth_test", "format"}
	for _, p := range rt.Params {
		names = append(names, p.Name)
	}
	for _, name := range names {
		for odd, text := range oddTexts() {
			add(name+" is "+odd, func(good url.Values) string { good.Set(name, text); return good.Encode() })
		}
		add(name+" is missing", func(good url.Values) string { good.Del(name); return good.Encode() })
		add(name+" is there three times", func(good url.Values) string {
			return good.Encode() + "&" + name + "=x&" + name + "[]=y&" + name + "=%zz"
		})
		add(name+" is long", func(good url.Values) string { good.Set(name, strings.Repeat("é", 20_000)); return good.Encode() })
	}
	for odd, text := range oddBodies() {
		for _, t := range contentTypes {
			all = append(all, spoiltForm{"a body of the type " + t + " is " + odd, t, "format=json&", func(url.Values) string { return text }})
		}
	}
	all = append(all, spoiltForm{"everything twice, the query's as JSON", "application/json", "format=xml&room_id=1&", func(url.Values) string { return `{"room_id":[1],"format":7}` }})
	return all
}

func spoilV1Route(p *place, rt apiv1.Route, some sample) {
	forms := spoiltForms(rt)
	slices.SortFunc(forms, func(a, b spoiltForm) int { return strings.Compare(a.what, b.what) })
	if a := p.sendV1(rt, spoiltForm{contentType: formType, body: url.Values.Encode}); a.status != http.StatusOK {
		p.t.Fatalf("a good call: %d %s", a.status, a.body)
	}
	for i, reported := some.first, 0; i < len(forms) && reported < maxReported; i += some.nth {
		a := p.sendV1(rt, forms[i])
		if err := a.wantV1(); err != nil {
			p.t.Errorf("%s: %v", forms[i].what, err)
			reported++
		}
	}
}

func (p *place) sendV1(rt apiv1.Route, f spoiltForm) answer {
	p.t.Helper()
	if strings.HasSuffix(rt.Name, "/delete") {
		p.room.ID, p.person.ID = 0, 0 // the last call may have removed them
	}
	query := f.query
	if query != "" {
		query += "auth_token=" + p.w.v1
	}
	c := call{method: http.MethodPost, pattern: rt.Path, query: query, contentType: f.contentType, body: f.body(p.params(rt))}
	a, err := p.w.do(c.request(p.t, p.w.URL))
	if err != nil {
		p.t.Errorf("%v: %v", c, err)
	}
	return a
}

// wantV1 says what is wrong with an answer, whatever the call was. spec: rest-v1, 3.
func (a answer) wantV1() error {
	for _, name := range []string{"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"} {
		if len(a.header[http.CanonicalHeaderKey(name)]) == 0 {
			return fmt.Errorf("%d without %s", a.status, name)
		}
	}
	if a.header.Get("Deprecation") != "@1795564800" || !strings.Contains(a.header.Get("Link"), `/docs/api>; rel="deprecation"`) {
		return fmt.Errorf("%d with Deprecation %q and Link %q", a.status, a.header.Get("Deprecation"), a.header.Get("Link"))
	}
	switch {
	case a.status == http.StatusOK || a.status == http.StatusAccepted:
		return nil
	case a.status < 400:
		return fmt.Errorf("v1 does not answer %d", a.status)
	case strings.HasPrefix(a.body, "<?xml"):
		if want := fmt.Sprintf("<error><code>%d</code>", a.status); a.status >= 500 || !strings.Contains(a.body, want) {
			return fmt.Errorf("%d with %s", a.status, abridged(a.body))
		}
		return nil
	}
	return a.wantError(4096)
}
