package outbound

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
)

// ErrTooLarge says that the answer's body went over the limit. The Response that comes with it is filled, its
// Body cut off at the limit.
var ErrTooLarge = errors.New("answer is too large")

// ErrRedirect says that a redirect was not followed: there were too many, or it led from https to http.
var ErrRedirect = errors.New("redirect refused")

// ErrDowngrade is the ErrRedirect of a redirect that leads away from https.
var ErrDowngrade = fmt.Errorf("%w: away from https", ErrRedirect)

// BlockedError says that a request was refused before anything was sent.
type BlockedError struct {
	Addr string // the address or host that was refused
	Why  string

	Listable bool // the administrator's list could allow it
}

func (e *BlockedError) Error() string { return fmt.Sprintf("%s is not allowed: %s", e.Addr, e.Why) }

// ProxyError says that the proxy answered in the place of who was called, or that it could not be reached.
type ProxyError struct {
	Status int   // what it answered; 0: it could not be reached
	Err    error // why, for status 0
}

func (e *ProxyError) Error() string {
	if e.Status == 0 {
		return fmt.Sprintf("the proxy cannot be reached: %s", e.Err)
	}
	return fmt.Sprintf("the proxy answered %d %s", e.Status, http.StatusText(e.Status))
}

func (e *ProxyError) Unwrap() error { return e.Err }

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
