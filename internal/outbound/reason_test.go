package outbound

import (
	"net/http"
	"strings"
	"testing"
)

func TestReasonIsWhatTheOtherSideSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, body, want string
		truncated        bool
	}{
		{"text/plain; charset=utf-8", "The JWT has expired\n", "The JWT has expired", false},
		{"text/plain", "two\n  lines\x00", "two lines\x00", false},
		{"text/plain", strings.Repeat("x", 301), "", false},
		{"text/plain", "cut", "", true},
		{"text/html", "<h1>Error</h1>", "", false},
		{"", "no type", "", false},
		{"application/json", `{"error":"no token"}`, "no token", false},
		{"application/json", `{"error":{"code":401,"message":"Invalid OAuth session"}}`, "Invalid OAuth session", false},
		{"application/json; charset=utf-8", `{"statusCode":500,"error":"Internal Server Error","message":"connect ECONNREFUSED"}`, "connect ECONNREFUSED", false},
		{"application/problem+json", `{"title":"Bad","detail":"no such room"}`, "no such room", false},
		{"application/json", `{"error":"invalid_client","error_description":"unknown client"}`, "unknown client", false},
		{"application/json", `{"error":7,"message":{"a":1}}`, "", false},
		{"application/json", `["x"]`, "", false},
		{"application/json", `not JSON`, "", false},
	} {
		res := Response{Header: http.Header{"Content-Type": {c.kind}}, Body: []byte(c.body), Truncated: c.truncated}
		if got := res.Reason(); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.kind, c.body, got, c.want)
		}
	}
}
