package apiv1

import (
	"net"
	"strconv"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// deprecated is when this API began to fade: it is kept for what was written for it, and nothing is added to it.
var deprecated = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

// fading are the headers that tell a caller which method of API v2 does the same. They are made once per route.
// RFC 9745 has the date, RFC 5829 the relation.
type fading struct{ since, links []string }

func (a *API) fadingOf(method string) fading {
	links := []string{"<" + a.view.URL("/docs/api") + `>; rel="deprecation"; type="text/html"`}
	if s, ok := hipchat.SuccessorOf(method); ok {
		links = append(links, "<"+a.view.URL("/docs/apiv2/method/"+s.Name)+`>; rel="successor-version"; type="text/html"`)
	}
	return fading{since: []string{"@" + strconv.FormatInt(deprecated.Unix(), 10)}, links: links}
}

func (x *exchange) setFading(f fading) {
	h := x.w.Header()
	h["Deprecation"], h["Link"] = f.since, f.links
}

// noteUse counts the call, so that an administrator sees what is left to move to API v2.
func (a *API) noteUse(x *exchange, p *chat.Principal, method string) {
	host, _, err := net.SplitHostPort(x.r.RemoteAddr)
	if err != nil {
		host = ""
	}
	a.used(chat.V1Use{TokenID: p.TokenID, Method: method, Last: a.now().UTC(), Agent: x.r.UserAgent(), Address: host})
}
