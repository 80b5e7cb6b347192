package hipchat

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// silent is a server that takes requests and says nothing.
type silent struct{}

func (silent) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestAServerThatSaysNothingIsNotWaitedForForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		unheard := func(s *settings) { s.http = limitedClient(); s.http.Transport = silent{} }
		c, err := NewClient("https://chat.example.org", WithToken("T"), unheard)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		err = c.SendRoomNotification(t.Context(), "Ops", NotificationRequest{Message: "up"})
		if !timeout(err) || time.Since(began) != defaultTimeout {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
	})
	if collect(nil).http.Timeout != defaultTimeout || collect([]Option{WithHTTPClient(nil)}).http.Timeout != defaultTimeout {
		t.Error("a client without one of its own has no limit")
	}
	if http.DefaultClient.Timeout != 0 {
		t.Error("the limit is that of every other user of net/http as well")
	}
	defer func(was *http.Client) { http.DefaultClient = was }(http.DefaultClient)
	http.DefaultClient = &http.Client{Transport: silent{}, Timeout: time.Hour}
	if c := limitedClient(); c.Transport != (silent{}) || c.Timeout != time.Hour {
		t.Errorf("net/http's client was given a way of its own, and is %+v", c)
	}
}

func timeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}
