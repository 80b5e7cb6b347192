package surface_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// Every parameter of every method is left out, emptied, given as another type, too long, negative, huge, odd, twice and
// in the wrong place. Each gets success or the documented error, and nothing breaks.
func TestNoInputBreaksAMethodOfV2(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { spoilEverything(t, all()) })
	t.Run("PostgreSQL", func(t *testing.T) {
		spoilEverything(t, sample{nth: 23}, stoatest.WithDatabase(storetest.PostgreSQL(t))) // a sample: the databases differ in little
	})
}

// sample is every nth spoilt call, beginning with the first or a later one.
type sample struct{ nth, first int }

// all is every spoilt call; a short run sends one of five, other ones with each commit.
func all() sample {
	turn, err := strconv.Atoi(os.Getenv("STOA_SHORT"))
	if err != nil {
		return sample{nth: 1}
	}
	return sample{5, turn % 5}
}

// spoilEverything sends a sample of the spoilt calls of each route.
func spoilEverything(t *testing.T, some sample, options ...stoatest.Option) {
	w := newWorld(t, options...)
	t.Run("", func(t *testing.T) {
		for _, rt := range apiv2.Routes() {
			t.Run(rt.Name, func(t *testing.T) {
				t.Parallel()
				some := some
				if strings.Contains(rt.Pattern, "/extension/") {
					some.nth *= 5 // 36 rows share three handlers
				}
				spoilRoute(&place{w: w, t: t}, rt, some)
			})
		}
	})
}

const maxReported = 5

func spoilRoute(p *place, rt apiv2.Route, some sample) {
	if rt.Name == "generate_token" {
		p.newPerson()
	}
	bad := spoil(rt, p.call(rt))
	// Maps have no order, and which calls a sample holds must not change.
	slices.SortFunc(bad, func(a, b spoilt) int { return strings.Compare(a.what, b.what) })
	good := p.call(rt)
	reported := 0
	for i := some.first; i < len(bad) && reported < maxReported; i += some.nth {
		s := bad[i]
		s.call = s.call.freshened(good)
		a, err := p.w.do(s.call.request(p.t, p.w.URL))
		if err == nil {
			err = a.wantV2(s.method)
		}
		if err != nil {
			p.t.Errorf("%s: %v\n%v", s.what, err, s.call)
			reported++
		}
		if err == nil && a.status < 300 && a.status != http.StatusAccepted {
			p.renew(rt)
			good = p.call(rt)
		}
	}
}

// freshened puts in what the last good call has instead of what has been used up.
func (c call) freshened(good call) call {
	if c.token != "" && strings.Contains(c.pattern, "/oauth/token/") {
		c.token = good.token
	}
	for _, name := range []string{"room", "user", "token", "webhook", "addon"} {
		if old, there := c.path[name]; there && old != good.path[name] && isOurs(old) {
			c.path[name] = good.path[name]
		}
	}
	return c
}

// isOurs tells what was made for the test from what was made to break it.
func isOurs(segment string) bool {
	n, err := strconv.Atoi(segment)
	return err == nil && n > 1 && n < 1e6 || len(segment) == 40
}

// wantV2 says what is wrong with an answer, whatever the call was.
func (a answer) wantV2(method string) error {
	for _, name := range []string{"X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset"} {
		if _, err := strconv.ParseInt(a.header.Get(name), 10, 64); err != nil {
			return fmt.Errorf("%d without %s", a.status, name)
		}
	}
	switch {
	case len(a.body) > maxBody:
		return fmt.Errorf("%d with more than %d bytes", a.status, maxBody)
	case a.status < 400:
		return nil
	}
	return a.wantError(4096)
}

// wantError wants the documented body of an error. spec: rest-v2, 1.10; rest-v1, 3.4.
func (a answer) wantError(most int) error {
	var body hipchat.ErrorBody
	if err := json.Unmarshal([]byte(a.body), &body); err != nil || body.Error == nil {
		return fmt.Errorf("%d with %s, which is no error", a.status, abridged(a.body))
	}
	e := *body.Error
	switch {
	case a.status >= 500:
		return fmt.Errorf("the server failed: %s", a.body)
	case len(a.body) > most:
		return fmt.Errorf("%d with %d bytes: %s", a.status, len(a.body), abridged(a.body))
	case e.Code != a.status || e.Type != http.StatusText(a.status) || e.Message == "":
		return fmt.Errorf("%d with %s", a.status, a.body)
	case a.header.Get("Content-Type") != "application/json":
		return fmt.Errorf("%d with the type %q", a.status, a.header.Get("Content-Type"))
	}
	return nil
}
