package hipchat

import (
	"net/http"
	"time"
)

// Option changes how a client calls its server.
type Option func(*settings)

type settings struct {
	http        *http.Client
	agent       string
	tokens      TokenSource
	credentials *Credentials
	scopes      []string
	retries     int
	longest     time.Duration
	test        bool
}

// The defaults of WithRetries.
const (
	defaultRetries = 4
	defaultLongest = 5 * time.Minute // a whole rate window. spec: rest-v2, 1.11
)

func collect(options []Option) settings {
	s := settings{agent: "stoa-go-client", retries: defaultRetries, longest: defaultLongest}
	for _, o := range options {
		o(&s)
	}
	if s.http == nil {
		s.http = limitedClient()
	}
	return s
}

// defaultTimeout is for one request, with its answer: a file of the greatest size passes where 4 Mbit/s do.
const defaultTimeout = 2 * time.Minute

// limitedClient is net/http's own, which alone would wait for ever.
func limitedClient() *http.Client {
	hc := *http.DefaultClient
	if hc.Timeout == 0 {
		hc.Timeout = defaultTimeout
	}
	return &hc
}

// WithToken presents that token with every call.
func WithToken(token string) Option { return WithTokenSource(fixedToken(token)) }

// WithTokenSource asks for a token before every call.
func WithTokenSource(ts TokenSource) Option { return func(s *settings) { s.tokens = ts } }

// WithClientCredentials presents tokens of an add-on's installation, which are had from the server when needed and
// kept until shortly before their end. No scopes means all that the installation has.
func WithClientCredentials(id, secret string, scopes ...string) Option {
	return func(s *settings) { s.credentials, s.scopes = &Credentials{ID: id, Secret: secret}, scopes }
}

// WithHTTPClient sends through hc, for a proxy, a certificate or a time limit of one's own. Without it a request may take
// two minutes, with the reading of its answer: a large file on a slow line needs more. Its CheckRedirect is used by
// Download alone: an API that redirects has another address than the one configured, and says so.
func WithHTTPClient(hc *http.Client) Option { return func(s *settings) { s.http = hc } }

// WithUserAgent says who calls.
func WithUserAgent(name string) Option { return func(s *settings) { s.agent = name } }

// WithRetries repeats a failed call up to n times, each time after at most longest; a server that asks for more
// patience than that gets none. Four times and five minutes unless set; 0 never repeats.
func WithRetries(n int, longest time.Duration) Option {
	return func(s *settings) { s.retries, s.longest = n, longest }
}

// WithAuthTest only asks whether the token may do what is called: nothing is done, and what methods answer is empty.
// spec: auth, 3.
func WithAuthTest() Option { return func(s *settings) { s.test = true } }
