package outbound

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
)

// ErrTooLarge says that the answer's body went over the limit. The Response that comes with it is filled, its
// Body cut off at the limit.
var ErrTooLarge = errors.New("answer is too large")

// ErrRedirect says that a redirect was not followed: there were too many, or it led from https to http.
var ErrRedirect = errors.New("redirect refused")

// BlockedError says that a request was refused before anything was sent.
type BlockedError struct {
	Addr string // the address or host that was refused
	Why  string
}

func (e *BlockedError) Error() string { return fmt.Sprintf("%s is not allowed: %s", e.Addr, e.Why) }

// IsTimeout tells whether a request failed because it took too long.
func IsTimeout(err error) bool {
	var ne net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &ne) && ne.Timeout()
}

// withoutURL takes the URL out of an error of net/http: its query may hold secrets, and errors are logged.
func withoutURL(err error) error {
	var ue *url.Error
	if errors.As(err, &ue) {
		return ue.Err
	}
	return err
}
