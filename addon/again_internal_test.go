package addon

import (
	"errors"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

func TestAPostIsPutOffUntilItIsGivenUpAtMost(t *testing.T) {
	now := time.Now()
	a := &Addon{opt: Options{GiveUpAfter: time.Hour, Now: func() time.Time { return now }}}
	for _, tt := range []struct {
		name string
		old  time.Duration
		err  error
		want time.Duration // at most
		more bool
	}{
		{"what the server asks for", 0, &hipchat.Error{Code: 503, Wait: 20 * time.Minute}, 20 * time.Minute, true},
		{"a server that asks for ages", 0, &hipchat.Error{Code: 429, RateLimited: true, Wait: 10_000 * time.Hour}, time.Hour, true},
		{"a server that cannot be reached, near the end", time.Hour - time.Millisecond, errors.New("no answer"), time.Millisecond, true},
		{"the end", time.Hour, errors.New("no answer"), 0, false},
	} {
		wait, more := a.again(Post{Created: now.Add(-tt.old), Attempts: 3}, tt.err)
		if wait > tt.want || more != tt.more || more && wait <= 0 {
			t.Errorf("%s: %v, %t", tt.name, wait, more)
		}
	}
}
