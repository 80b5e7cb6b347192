package hipchat

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Client calls the methods of API v2 on one server. It is safe for concurrent use; make one and keep it.
type Client struct {
	*caller
	tokenURL string
}

// NewClient makes a Client of the server at baseURL, the address that people open in a browser: https://chat.example.org,
// with or without a slash at the end, a path in front or /v2 behind. Nothing is sent yet.
func NewClient(baseURL string, options ...Option) (*Client, error) {
	api, err := apiAddress(baseURL, "/v2")
	if err != nil {
		return nil, err
	}
	return newClient(api, api+"/oauth/token", options), nil
}

// Client makes a Client from the URLs of the document. Keep the document to save the request that Discover makes.
func (d CapabilitiesDocument) Client(options ...Option) (*Client, error) {
	api := d.Capabilities.HipchatAPIProvider.URL
	if api == "" {
		api = d.Links.API
	}
	tokens := d.Capabilities.OAuth2Provider.TokenURL
	for _, u := range []string{api, tokens} {
		if !IsWebURL(u) {
			return nil, fmt.Errorf("hipchat: the capabilities document has the URL %q where an absolute one belongs", u)
		}
	}
	return newClient(strings.TrimRight(api, "/"), tokens, options), nil
}

func newClient(api, tokenURL string, options []Option) *Client {
	s := collect(options)
	c := &Client{caller: newCaller(api, s), tokenURL: tokenURL}
	if s.credentials != nil {
		c.tokens = newClientTokens(c, *s.credentials, s.scopes)
	}
	return c
}

// Discover reads a capabilities document, from which add-ons learn every other URL of a server. It refuses one that
// says it belongs to another address, as the vendor's frameworks do; a slash at the end makes no difference.
// spec: connect, 1; client-quirks, O5.
func Discover(ctx context.Context, capabilitiesURL string, options ...Option) (CapabilitiesDocument, error) {
	if !IsWebURL(capabilitiesURL) {
		return CapabilitiesDocument{}, fmt.Errorf("hipchat: %q is not the absolute URL of a capabilities document", capabilitiesURL)
	}
	address := strings.TrimRight(capabilitiesURL, "/")
	var doc CapabilitiesDocument
	c := newCaller(address, collect(options))
	if err := c.do(ctx, call{op: "get_capabilities", method: http.MethodGet, out: &doc, open: true}); err != nil {
		return doc, err
	}
	if self := strings.TrimRight(doc.Links.Self, "/"); self != address {
		return doc, fmt.Errorf("hipchat: the capabilities document at %s says that its address is %q", address, self)
	}
	return doc, nil
}

// apiAddress is where the version of the API starts, without a slash at the end.
func apiAddress(base, version string) (string, error) {
	u, err := url.Parse(base)
	if err != nil || !IsWebURL(base) || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("hipchat: the base URL must be like https://chat.example.org; it is %q", base)
	}
	address := u.Scheme + "://" + u.Host + strings.TrimRight(u.EscapedPath(), "/")
	return strings.TrimSuffix(address, version) + version, nil
}
