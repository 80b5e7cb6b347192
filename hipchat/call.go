package hipchat

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// caller makes the requests of a client: it presents the token, waits where the server asks for it, and turns what goes
// wrong into errors.
type caller struct {
	settings
	base    string // of the API, without a slash at the end
	direct  *http.Client
	v1      bool
	windows windows
}

func newCaller(base string, s settings) *caller {
	direct := *s.http
	direct.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &caller{settings: s, base: base, direct: &direct}
}

// call is one method's call. Methods differ in nothing else.
type call struct {
	op       string // the vendor's name of the method, which errors begin with
	method   string
	path     path
	query    url.Values
	form     url.Values // of API v1, sent as the body together with the token
	body     *body
	out      any     // what the answer is decoded into; nil: nothing is
	location *string // where the answer redirects to, for the methods that do nothing else
	open     bool    // goes without a token
	once     bool    // never repeated unless the server refused it, whatever its HTTP method
	basic    Credentials
	address  string // the whole URL, instead of base and path
	key      string // by which a server that knows Idempotency-Key tells a repeated call from a new one
}

// path is a path's segments, not escaped yet.
type path []ID

var errEmptySegment = errors.New("hipchat: an id, a name or a key is empty, or is a dot that no URL can carry")

// escaped escapes each segment on its own, so that a room "a/b #1" stays one. An empty one would address the list that
// the thing stands in, so it is an error. spec: rest-v2, 1.1; client-quirks, T5.
func (p path) escaped() (string, error) {
	var b strings.Builder
	for _, segment := range p {
		if segment == "" || segment == "." || segment == ".." {
			return "", errEmptySegment
		}
		b.WriteByte('/')
		b.WriteString(url.PathEscape(string(segment)))
	}
	return b.String(), nil
}

// do carries a call out, again and again where that helps.
func (c *caller) do(ctx context.Context, k call) error {
	if c.retries > 0 && k.takesKey() {
		k.key = rand.Text()
	}
	for try := 1; ; try++ {
		token, err := c.token(ctx, k)
		if err != nil {
			return fmt.Errorf("%s: get a token: %w", k.op, err)
		}
		req, err := c.request(ctx, k, token)
		if err != nil {
			return fmt.Errorf("%s: %w", k.op, err)
		}
		res, err := c.exchange(req, k)
		if err == nil {
			return nil
		}
		if c.forgotten(res, token, try) {
			continue
		}
		wait, ok := c.again(ctx, k, res, err, try)
		if !ok {
			return fmt.Errorf("%s: %w", k.op, err)
		}
		if stopped := pause(ctx, wait); stopped != nil {
			return fmt.Errorf("%s: %w (%w)", k.op, err, stopped)
		}
	}
}

func (c *caller) token(ctx context.Context, k call) (string, error) {
	if k.open || c.tokens == nil {
		return "", nil
	}
	return c.tokens.Token(ctx)
}

// exchange sends a request once. The response, where there is one, is for its status and header: its body is read.
func (c *caller) exchange(req *http.Request, k call) (*http.Response, error) {
	defer k.body.settled() // after the answer's body is closed
	res, err := c.direct.Do(req)
	if err != nil {
		return nil, bare(err)
	}
	defer res.Body.Close()
	c.windows.note(res)
	return res, c.read(res, k)
}

func (c *caller) request(ctx context.Context, k call, token string) (*http.Request, error) {
	address := k.address
	if address == "" {
		tail, err := k.path.escaped()
		if err != nil {
			return nil, err
		}
		address = c.base + tail
	}
	if c.test && !k.open {
		k.query = withParameter(k.query, "auth_test", "true")
	}
	if c.v1 {
		k = k.withTokenV1(token)
	}
	if len(k.query) > 0 {
		address += "?" + k.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, k.method, address, nil)
	if err != nil {
		return nil, bare(err)
	}
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept", "application/json")
	if token != "" && !c.v1 {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if k.key != "" {
		req.Header.Set("Idempotency-Key", k.key)
	}
	if k.basic.ID != "" {
		req.SetBasicAuth(k.basic.ID, k.basic.Secret)
	}
	return req, k.body.put(req)
}

// withTokenV1 puts the token beside the parameters: v1 knows no header for it. spec: rest-v1, 1.3, 1.4.
func (k call) withTokenV1(token string) call {
	if k.form == nil {
		k.query = withParameter(k.query, "auth_token", token)
		return k
	}
	k.body = formBody(withParameter(k.form, "auth_token", token))
	return k
}

// bare drops the URL that net/http puts in front of its errors: a token can stand in it.
func bare(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

func withParameter(q url.Values, name, value string) url.Values {
	all := url.Values{}
	maps.Copy(all, q)
	all.Set(name, value)
	return all
}

// How much of an answer is read, in bytes: a thousand messages of the greatest length fit.
const (
	maxAnswer      = 64 << 20
	maxErrorAnswer = 64 << 10
)

// read takes from the answer what the call wants, or makes it an error.
func (c *caller) read(res *http.Response, k call) error {
	location := res.Header.Get("Location")
	switch {
	case res.StatusCode/100 == 3 && k.location != nil && location != "":
		return resolve(res, location, k.location)
	case res.StatusCode/100 != 2:
		return c.errorOf(res)
	case k.out == nil || res.StatusCode == http.StatusAccepted: // 202 answers auth_test, and holds nothing else
		_, _ = io.CopyN(io.Discard, res.Body, maxErrorAnswer) // so that the connection can be used again
		return nil
	}
	body := http.MaxBytesReader(nil, res.Body, maxAnswer)
	if err := json.NewDecoder(body).Decode(k.out); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	_, _ = io.CopyN(io.Discard, res.Body, maxErrorAnswer)
	return nil
}

func resolve(res *http.Response, location string, to *string) error {
	u, err := res.Request.URL.Parse(location)
	if err != nil {
		return errors.New("hipchat: the answer leads to an invalid URL")
	}
	*to = u.String()
	return nil
}

// errorOf is the answer as an error. What is not the documented body, from a proxy for example, is shown in short.
func (c *caller) errorOf(res *http.Response) *Error {
	text, _ := io.ReadAll(io.LimitReader(res.Body, maxErrorAnswer))
	var envelope ErrorBody
	// A real HipChat puts lists and schemas where names are documented; the other members are read all the same.
	_ = json.Unmarshal(text, &envelope)
	e := envelope.Error
	if e == nil {
		e = &Error{Message: Abridge(strings.Join(strings.Fields(string(text)), " "))}
	}
	e.Code = res.StatusCode
	if e.Type == "" {
		e.Type = http.StatusText(e.Code)
	}
	if location := res.Header.Get("Location"); e.Code/100 == 3 {
		e.Message = "the API has moved to " + location + "; configure that address"
	}
	e.Wait = asked(res)
	e.RateLimited = e.Code == http.StatusTooManyRequests || c.v1 && e.Code == http.StatusForbidden
	return e
}

// get calls a method that only reads.
func (c *caller) get(ctx context.Context, op string, p path, q url.Values, out any) error {
	return c.do(ctx, call{op: op, method: http.MethodGet, path: p, query: q, out: out})
}

// send calls a method that changes something. in and out may be nil.
func (c *caller) send(ctx context.Context, op, method string, p path, in, out any) error {
	k := call{op: op, method: method, path: p, out: out}
	if in != nil {
		k.body = jsonBody(in)
	}
	return c.do(ctx, k)
}

// delete calls a method that removes something.
func (c *caller) delete(ctx context.Context, op string, p path) error {
	return c.do(ctx, call{op: op, method: http.MethodDelete, path: p})
}

// locate calls a method whose answer is where something is.
func (c *caller) locate(ctx context.Context, op string, p path) (address string, err error) {
	err = c.do(ctx, call{op: op, method: http.MethodGet, path: p, location: &address})
	return address, err
}
