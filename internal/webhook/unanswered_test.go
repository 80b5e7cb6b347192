package webhook

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/outbound"
)

// A receiver that was reached and does not answer is said to be slow; one that is not there is not.
func TestAReceiverThatDoesNotAnswerIsToldFromOneThatIsNotThere(t *testing.T) {
	t.Parallel()
	enough := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-enough }))
	t.Cleanup(slow.Close)
	t.Cleanup(func() { close(enough) })
	gone := httptest.NewServer(nil)
	gone.Close()
	client, err := outbound.New(outbound.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	for address, want := range map[string]string{slow.URL: "no answer within 100ms: answer first", gone.URL: "connection refused"} {
		_, err := client.Do(t.Context(), outbound.Request{URL: address, Method: http.MethodPost, Policy: outbound.Trusted, Timeout: 100 * time.Millisecond})
		if err == nil {
			t.Fatalf("%s answers", address)
		}
		if got := unanswered(err, 100*time.Millisecond).Error(); !strings.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
