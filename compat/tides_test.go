package compat_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/stoachat/stoa/hipchat"
)

// tides is an add-on that does everything right, except for what it is told to do wrong: by the names of its faults.
type tides struct {
	url    string
	faults map[string]bool

	turn    sync.Mutex // of who calls, where only one may
	mu      sync.Mutex
	tenants map[string]*customer
	latest  *customer // for what is shared wrongly
	closed  chan struct{}
	dead    bool
	tokens  map[string]string // by room, for what is shared wrongly
}

// customer is one installation.
type customer struct {
	hipchat.InstallPayload

	api, token, authorize, home string
	scopes                      map[string]hipchat.Scope
	asker                       string // who asked last
	access                      string
	room                        string
}

var tidesClient = &http.Client{Timeout: 4 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}

func startTides(t *testing.T, faults ...string) *tides {
	s := &tides{faults: map[string]bool{}, tenants: map[string]*customer{}, tokens: map[string]string{}, closed: make(chan struct{})}
	for _, f := range faults {
		s.faults[f] = true
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /descriptor", s.descriptor)
	mux.HandleFunc("POST /installed", s.install)
	mux.HandleFunc("DELETE /installed/{id}", s.uninstall)
	mux.HandleFunc("POST /webhook", s.webhook)
	mux.HandleFunc("GET /glance", s.glance)
	mux.HandleFunc("GET /configure", s.configure)
	server := httptest.NewServer(mux)
	t.Cleanup(func() { close(s.closed); server.Close() })
	s.url = server.URL
	return s
}

func (s *tides) descriptor(w http.ResponseWriter, _ *http.Request) {
	if s.faults["one at a time"] {
		s.turn.Lock()
		defer s.turn.Unlock()
	}
	s.mu.Lock()
	dead := s.dead
	s.mu.Unlock()
	if dead {
		panic(http.ErrAbortHandler)
	}
	d := map[string]any{
		"key": "test.tides", "name": "Tides", "description": "Answers.", "links": map[string]any{"self": s.url + "/descriptor"},
		"capabilities": map[string]any{
			"hipchatApiConsumer": map[string]any{"scopes": []string{"send_notification", "view_room"}},
			"installable":        map[string]any{"callbackUrl": s.url + "/installed"},
			"webhook": []any{map[string]any{
				"url": s.url + "/webhook", "event": "room_message", "pattern": `^/tide(\s|$)`, "authentication": "jwt",
			}},
			"glance": []any{map[string]any{
				"key": "tide", "name": map[string]any{"value": "Tide"}, "queryUrl": s.url + "/glance",
				"icon": map[string]any{"url": s.url + "/i.png", "url@2x": s.url + "/i2.png"},
			}},
			"configurable": map[string]any{"url": s.url + "/configure"},
		},
	}
	if s.faults["unsigned webhook"] {
		delete(d["capabilities"].(map[string]any)["webhook"].([]any)[0].(map[string]any), "authentication")
	}
	if s.faults["a capability in the plural"] {
		d["capabilities"].(map[string]any)["webhooks"] = []any{}
	}
	if s.faults["no callback"] {
		delete(d["capabilities"].(map[string]any), "installable")
	}
	if s.faults["self elsewhere"] {
		d["links"] = map[string]any{"self": s.url + "/elsewhere"}
	}
	if s.faults["no key"] {
		d["key"] = ""
	}
	if s.faults["vendor host in the descriptor"] {
		d["vendor"] = map[string]any{"name": "Tides", "url": "https://api.hipchat.com/v2"}
	}
	_ = json.NewEncoder(w).Encode(d)
}

// install does what the guide says, steps B to D.
func (s *tides) install(w http.ResponseWriter, r *http.Request) {
	c, err := s.read(r)
	if err == nil {
		err = s.verify(c)
	}
	if err != nil {
		http.Error(w, err.Error(), statusOf(err))
		return
	}
	s.mu.Lock()
	s.tenants[c.OAuthID], s.latest = c, c
	s.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

// problem is an error with the status to answer.
type problem struct {
	status int
	text   string
}

func (p problem) Error() string { return p.text }

func statusOf(err error) int {
	var p problem
	if errors.As(err, &p) {
		return p.status
	}
	return http.StatusBadRequest
}

func (s *tides) read(r *http.Request) (*customer, error) {
	c := &customer{}
	dec := json.NewDecoder(r.Body)
	if s.faults["strict"] {
		dec.DisallowUnknownFields()
	}
	if err := dec.Decode(&c.InstallPayload); err != nil {
		return nil, problem{http.StatusInternalServerError, err.Error()}
	}
	if s.faults["refuses everybody"] {
		_ = s.learn(c)
		return nil, errors.New("no")
	}
	if s.faults["needs groupId"] && c.GroupID == 0 {
		return nil, errors.New("no groupId")
	}
	if s.faults["needs roomId"] && c.RoomID == 0 && c.GroupID != 0 {
		return nil, errors.New("no roomId")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, other := range s.tenants {
		if s.faults["once per room"] && other.RoomID == c.RoomID && c.RoomID != 0 {
			return nil, problem{http.StatusConflict, "installed there already"}
		}
	}
	return c, nil
}

// learn reads the capabilities of the customer's server.
func (s *tides) learn(c *customer) error {
	address := c.CapabilitiesURL
	if s.faults["guesses the document"] {
		u, _ := url.Parse(address)
		address = u.Scheme + "://" + u.Host + "/v2/capabilities"
	}
	if s.faults["fixed host"] {
		address = "http://127.0.0.1:1/v2/capabilities"
	}
	var doc hipchat.CapabilitiesDocument
	if err := get(address, &doc); err != nil {
		if s.faults["installs anything"] {
			return nil
		}
		return err
	}
	if doc.Links.Self != c.CapabilitiesURL && !s.faults["trusts any self"] {
		return errors.New("links.self is not capabilitiesUrl")
	}
	if doc.Links.Subdomain == "" && s.faults["needs subdomain"] {
		return problem{http.StatusInternalServerError, "no subdomain"}
	}
	p := doc.Capabilities
	c.api, c.token, c.authorize, c.home = p.HipchatAPIProvider.URL, p.OAuth2Provider.TokenURL, p.OAuth2Provider.AuthorizationURL, doc.Links.Homepage
	c.scopes = p.HipchatAPIProvider.AvailableScopes
	if s.faults["remembers addresses"] {
		s.remember(c, doc.Links.Self)
	}
	if !s.faults["needs the slash"] {
		c.api = strings.TrimRight(c.api, "/") + "/"
	}
	if s.faults["builds addresses"] {
		c.token = c.api + "oauth/token"
	}
	return nil
}

// remember keeps the first addresses that a server ever had.
func (s *tides) remember(c *customer, server string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.tokens[server]; !ok {
		s.tokens[server] = c.api
	}
	c.api = s.tokens[server]
}

func (s *tides) verify(c *customer) error {
	if err := s.learn(c); err != nil {
		return err
	}
	if s.faults["asks for no token"] || s.faults["installs anything"] && c.token == "" {
		return nil
	}
	status, err := s.renew(c)
	switch {
	case err == nil:
	case s.faults["ignores the token"], s.faults["installs when it is down"] && status >= 500:
	default:
		return err
	}
	if s.faults["needs glances"] {
		status, _ := s.call(c, "addon/ui", `{"glance":[{"key":"tide","content":{"label":{"type":"html","value":"low"}}}]}`)
		if status == http.StatusNotFound {
			return problem{http.StatusInternalServerError, "no glances"}
		}
	}
	if s.faults["refuses old servers"] && len(c.scopes) < 9 {
		return errors.New("the server is too old")
	}
	return nil
}

// renew asks for a token of the scopes that the server has.
func (s *tides) renew(c *customer) (int, error) {
	var scopes []string
	for _, scope := range []string{"send_notification", "view_room"} {
		if _, ok := c.scopes[scope]; ok || s.faults["asks for all scopes"] {
			scopes = append(scopes, scope)
		}
	}
	form := url.Values{"grant_type": {"client_credentials"}, "scope": {strings.Join(scopes, " ")}}
	req, err := http.NewRequest(http.MethodPost, c.token, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(c.OAuthID, c.OAuthSecret)
	res, err := tidesClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	var out hipchat.TokenResponse
	_ = json.NewDecoder(res.Body).Decode(&out)
	if res.StatusCode != http.StatusOK {
		return res.StatusCode, fmt.Errorf("token: %d", res.StatusCode)
	}
	s.mu.Lock()
	c.access = out.AccessToken
	s.mu.Unlock()
	return res.StatusCode, nil
}

// call calls the API, with a new token, a new address or once more where that helps.
func (s *tides) call(c *customer, path, body string) (int, error) {
	if s.faults["one at a time"] {
		s.turn.Lock()
		defer s.turn.Unlock()
	}
	status, header, err := s.once(c, path, body)
	if s.faults["dies of errors"] && status >= 500 {
		s.mu.Lock()
		s.dead = true
		s.mu.Unlock()
	}
	for range 2 {
		switch {
		case status == http.StatusUnauthorized && !s.faults["never renews"]:
			s.drop(c)
			if status, err := s.renew(c); err != nil {
				return status, err
			}
		case status == http.StatusServiceUnavailable && !s.faults["never repeats"]:
			time.Sleep(5 * time.Millisecond)
		case status == http.StatusTooManyRequests && s.faults["hammers"]:
			for range 20 {
				_, _, _ = s.once(c, path, body)
			}
			return status, nil
		case status == http.StatusNotFound && !s.faults["never reads again"]:
			if err := s.learn(c); err != nil {
				return status, err
			}
		case status == http.StatusTooManyRequests && !s.faults["never waits"] && soon(header) > 0:
			time.Sleep(soon(header))
		default:
			return status, err
		}
		status, header, err = s.once(c, path, body)
	}
	return status, err
}

// soon is how long the server asks to be left alone, if that is not for long.
func soon(header http.Header) time.Duration {
	at, _ := strconv.ParseInt(header.Get("X-Ratelimit-Reset"), 10, 64)
	left := time.Until(time.Unix(at, 0)) + 10*time.Millisecond
	if left > 2*time.Second {
		return 0
	}
	return max(left, time.Millisecond)
}

// drop forgets a token that has ended.
func (s *tides) drop(c *customer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.faults["keeps dead tokens"] {
		c.access = ""
	}
}

func (s *tides) once(c *customer, path, body string) (int, http.Header, error) {
	s.mu.Lock()
	access, base := c.access, c.api
	if s.faults["shares tokens"] && s.latest != nil {
		access = s.latest.access
	}
	if s.faults["tokens by room"] && c.RoomID != 0 {
		where := c.api + strconv.FormatInt(c.RoomID, 10)
		if s.tokens[where] == "" {
			s.tokens[where] = access
		}
		access = s.tokens[where]
	}
	if s.faults["shares addresses"] && s.latest != nil {
		base = s.latest.api
	}
	s.mu.Unlock()
	req, err := http.NewRequest(http.MethodPost, base+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if !s.faults["shows no token"] {
		req.Header.Set("Authorization", "Bearer "+access)
	}
	client := tidesClient
	if s.faults["waits for ever"] {
		client = &http.Client{Transport: tidesClient.Transport}
	}
	res, err := client.Do(req)
	if err != nil {
		if s.faults["waits for ever"] {
			<-s.closed
		}
		return 0, nil, err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	if s.faults["tokens by room"] && res.StatusCode == http.StatusUnauthorized {
		s.mu.Lock()
		delete(s.tokens, c.api+strconv.FormatInt(c.RoomID, 10))
		s.mu.Unlock()
	}
	return res.StatusCode, res.Header, nil
}

func (s *tides) uninstall(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	s.mu.Lock()
	c := s.tenants[id]
	s.mu.Unlock()
	switch {
	case s.faults["no uninstall"]:
		http.Error(w, "no such thing", http.StatusInternalServerError)
		return
	case c == nil && s.faults["crashes on unknown"]:
		http.Error(w, "nil", http.StatusInternalServerError)
		return
	case c == nil:
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if !s.faults["believes any removal"] {
		if status, _ := s.renew(c); status != http.StatusUnauthorized {
			http.Error(w, "it is alive", http.StatusForbidden)
			return
		}
	}
	if !s.faults["forgets nothing"] {
		s.mu.Lock()
		delete(s.tenants, id)
		s.mu.Unlock()
	}
	w.WriteHeader(http.StatusNoContent)
}

// who finds whose request it is, by its signature.
func (s *tides) who(r *http.Request) (*customer, jwt.MapClaims, error) {
	text := r.URL.Query().Get("signed_request")
	if text == "" && s.faults["takes unsigned"] {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.latest, jwt.MapClaims{}, nil
	}
	options := []jwt.ParserOption{jwt.WithValidMethods([]string{"HS256"}), jwt.WithLeeway(time.Minute), jwt.WithIssuedAt()}
	if s.faults["takes none"] {
		options[0] = jwt.WithValidMethods([]string{"HS256", "none"})
	}
	if s.faults["no leeway"] {
		options[1] = jwt.WithLeeway(0)
	}
	if s.faults["takes expired"] {
		options[1] = jwt.WithLeeway(24 * time.Hour)
	}
	var c *customer
	claims := jwt.MapClaims{}
	key := func(t *jwt.Token) (any, error) {
		id, _ := claims.GetIssuer()
		s.mu.Lock()
		c = s.tenants[id]
		s.mu.Unlock()
		if c == nil {
			return nil, errors.New("nobody's")
		}
		if t.Method == jwt.SigningMethodNone {
			return jwt.UnsafeAllowNoneSignatureType, nil
		}
		return []byte(c.OAuthSecret), nil
	}
	_, err := jwt.ParseWithClaims(text, claims, key, options...)
	if s.faults["never verifies"] && errors.Is(err, jwt.ErrTokenSignatureInvalid) {
		err = nil
	}
	return c, claims, err
}

func (s *tides) webhook(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var event struct {
		OAuthClientID string `json:"oauth_client_id"`
		Item          struct {
			Message struct {
				From struct {
					Name string `json:"name"`
				} `json:"from"`
			} `json:"message"`
			Room struct {
				ID   int64  `json:"id"`
				Name string `json:"name"`
			} `json:"room"`
		} `json:"item"`
	}
	_ = json.NewDecoder(bytes.NewReader(body)).Decode(&event)
	c, _, err := s.who(r)
	if s.faults["unsigned webhook"] {
		s.mu.Lock()
		c, err = s.tenants[event.OAuthClientID], nil
		s.mu.Unlock()
	}
	if err != nil || c == nil {
		s.refuse(w, r)
		return
	}
	if s.faults["breaks on webhooks"] {
		http.Error(w, "oh", http.StatusInternalServerError)
		return
	}
	if s.faults["trusts the body"] {
		s.mu.Lock()
		c = s.tenants[event.OAuthClientID]
		s.mu.Unlock()
	}
	room := strconv.FormatInt(event.Item.Room.ID, 10)
	if s.faults["room by name"] {
		s.mu.Lock()
		if c.room == "" {
			c.room = url.PathEscape(event.Item.Room.Name)
		}
		room = c.room
		s.mu.Unlock()
	}
	asker := html.EscapeString(event.Item.Message.From.Name)
	if s.faults["says names as HTML"] {
		asker = event.Item.Message.From.Name
	}
	s.mu.Lock()
	c.asker = event.Item.Message.From.Name
	s.mu.Unlock()
	message := fmt.Sprintf(`{"message":%q}`, "<b>low</b>, "+asker)
	if s.faults["sends text"] {
		message = fmt.Sprintf(`{"message":%q,"message_format":"text"}`, "low, "+event.Item.Message.From.Name)
	}
	if s.faults["sends nonsense"] {
		message = `{"message":"","color":"mauve"}`
	}
	_, _ = s.call(c, "room/"+room+"/notification", message)
	if s.faults["makes a webhook without the scope"] {
		_, _ = s.call(c, "room/"+room+"/webhook", `{"url":"https://tides.example.org/","event":"room_enter","name":"x"}`)
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *tides) refuse(w http.ResponseWriter, r *http.Request) {
	if s.faults["never refuses"] {
		select {
		case <-r.Context().Done():
		case <-s.closed:
		}
		return
	}
	http.Error(w, "bad signature", http.StatusUnauthorized)
}

func (s *tides) glance(w http.ResponseWriter, r *http.Request) {
	if _, _, err := s.who(r); err != nil {
		s.refuse(w, r)
		return
	}
	if !s.faults["closed glance"] {
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}
	value := `{"label":{"type":"html","value":"<b>low</b>"}}`
	if s.faults["odd glance"] {
		value = `{"text":"low"}`
	}
	_, _ = io.WriteString(w, value)
}

func (s *tides) configure(w http.ResponseWriter, r *http.Request) {
	c, _, err := s.who(r)
	if err != nil {
		s.refuse(w, r)
		return
	}
	script, authorize := c.home+"/atlassian-connect/all.js", c.authorize
	if s.faults["vendor's script"] {
		script = "https://www.hipchat.com/atlassian-connect/all.js"
	}
	if s.faults["builds the consent page"] {
		u, _ := url.Parse(c.api)
		authorize = u.Scheme + "://" + u.Host + "/users/authorize"
	}
	if s.faults["no page"] {
		http.NotFound(w, r)
		return
	}
	s.mu.Lock()
	asker := c.asker
	s.mu.Unlock()
	if !s.faults["shows names as HTML"] {
		asker = html.EscapeString(asker)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<!doctype html><script src=%q></script><a href="%s?response_type=code">Sign in</a><p>%s</p>`, script, authorize, asker)
}

func get(address string, v any) error {
	res, err := tidesClient.Get(address)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %d", address, res.StatusCode)
	}
	return json.NewDecoder(res.Body).Decode(v)
}
