package api_test

import (
	"net/http"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

func TestABodyIsOneJSONAndNothingBehindIt(t *testing.T) {
	s := stoatest.Start(t)
	for _, tt := range []struct {
		body string
		want int
	}{
		{`{"name":"One"}`, http.StatusCreated},
		{"\n {\"name\":\"Two\"}\r\n", http.StatusCreated},
		{`{"name":"Three"} x`, http.StatusBadRequest},
		{`{"name":"Four"}{"name":"Five"}`, http.StatusBadRequest},
		{`{"name":"Six"}}`, http.StatusBadRequest},
	} {
		a := s.Send("POST", "/api/rooms", http.Header{"Authorization": {"Bearer " + s.Token}}, []byte(tt.body))
		if a.Status != tt.want {
			t.Errorf("%s: %d %s", tt.body, a.Status, a.Body)
		}
	}
}
