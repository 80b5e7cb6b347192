package process

import (
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Do sends a request that is the test's own: Called leaves it out.
func (s *Server) Do(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultClient.Do(r)
	if err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.own = append(s.own, res.Header.Get("X-Request-Id"))
	}
	return res, err
}

var requestLine = regexp.MustCompile(`msg=request method=(\S+) pattern=(/v[12]/\S+) status=[123]\d\d .*request_id=(\S+)`)

// Called gives the methods that clients called with success, as the server's log names them: "POST /v2/room". It needs
// a server that logs at debug level, and has stopped.
func (s *Server) Called(t testing.TB) []string {
	t.Helper()
	log, err := os.ReadFile(s.logPath)
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var calls []string
	for _, m := range requestLine.FindAllStringSubmatch(string(log), -1) {
		if !slices.Contains(s.own, strings.TrimSpace(m[3])) {
			calls = append(calls, m[1]+" "+m[2])
		}
	}
	slices.Sort(calls)
	return slices.Compact(calls)
}
