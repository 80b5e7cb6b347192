package signin

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/crewjam/saml"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// maxAssertion bounds what an identity provider sends back with somebody, in bytes. Hundreds of groups take tens of thousands.
const maxAssertion = 1 << 20

// landing is how long a browser may take from the address that the identity provider posts to, to the one that has its cookies.
const landing = time.Minute

// stateLength is the length of what an identity provider sends back as it was given it, in characters; SAML allows 80.
const stateLength = 40

// leave sends the browser to an identity provider.
func (s *Service) leave(w http.ResponseWriter, r *http.Request, p IdentityProvider) error {
	e, err := s.counterpart(r.Context(), p)
	if err != nil {
		return err
	}
	sp, err := s.serviceProvider(p, e.EntityDescriptor)
	if err != nil {
		return err
	}
	to := sp.GetSSOBindingLocation(saml.HTTPRedirectBinding)
	if to == "" {
		return chat.Errorf(chat.Unreachable, "%s names no address to send people to (a SingleSignOnService with the HTTP-Redirect binding)", p.Name)
	}
	request, err := sp.MakeAuthenticationRequest(to, saml.HTTPRedirectBinding, saml.HTTPPostBinding)
	if err != nil {
		return err
	}
	t := trip{State: auth.RandomText(stateLength), Nonce: request.ID, Next: local(r.URL.Query().Get("next"))}
	if err := s.pack(w, p.Key, t); err != nil {
		return err
	}
	address, err := request.Redirect(t.State, sp)
	if err != nil {
		return err
	}
	onward(w, address.String())
	return nil
}

// describe answers what this server is for an identity provider.
func (s *Service) describe(w http.ResponseWriter, r *http.Request) error {
	p, err := s.describedAs(r.Context(), r.PathValue("key"))
	if err != nil {
		return err
	}
	sp, err := s.serviceProvider(p, &saml.EntityDescriptor{})
	if err != nil {
		return err
	}
	text, err := xml.MarshalIndent(sp.Metadata(), "", "  ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/samlmetadata+xml")
	_, _ = w.Write(append([]byte(xml.Header), text...)) // whoever hung up needs none
	return nil
}

// arrival is what an identity provider has said, on its way through the browser to where its cookies are.
type arrival struct {
	Request string   `json:"request"` // the one that it answers
	Said    attested `json:"said"`
}

// consume takes what an identity provider has the browser post. Its page is another site's, so the browser sends no cookies along: who
// asked is looked at in the next step, to which it goes with a sealed ticket.
func (s *Service) consume(w http.ResponseWriter, r *http.Request) error {
	p, err := s.identityProvider(r.Context(), r.PathValue("key"))
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxAssertion)
	if err := r.ParseForm(); err != nil {
		return chat.Errorf(chat.Invalid, "What %s sent back with you cannot be read: %s", p.Name, shortened(err))
	}
	raw, err := base64.StdEncoding.DecodeString(r.PostForm.Get("SAMLResponse"))
	if err != nil || len(raw) == 0 {
		return chat.Errorf(chat.Invalid, "%s sent you back without an answer (SAMLResponse)", p.Name)
	}
	var answer struct {
		XMLName xml.Name
		To      string `xml:"InResponseTo,attr"`
	}
	if err := xml.Unmarshal(raw, &answer); err != nil {
		return chat.Errorf(chat.Invalid, "What %s sent back with you cannot be read: %s", p.Name, shortened(err))
	}
	state := r.PostForm.Get("RelayState")
	if answer.To == "" && len(state) == stateLength && !strings.Contains(state, "/") {
		return chat.Errorf(chat.Forbidden, "%s does not say what it answers (InResponseTo)", p.Name)
	}
	if answer.To == "" { // begun there, by a tile of its own: nobody knows whether this browser wanted it, so it is asked for
		onward(w, tripPath(p.Key))
		return nil
	}
	a, err := s.checked(r, p, raw, answer.To)
	if err != nil {
		return err
	}
	said, err := p.attested(a)
	if err != nil {
		return err
	}
	ticket, err := s.tickets.Issue("arrival "+p.Key, landing, arrival{answer.To, said})
	if err != nil {
		return err
	}
	onward(w, tripPath(p.Key)+"/arrival?"+url.Values{"state": {state}, "ticket": {ticket}}.Encode())
	return nil
}

// checked answers the assertion, when it is the identity provider's, for this server, in time, and the answer to that request.
func (s *Service) checked(r *http.Request, p IdentityProvider, raw []byte, request string) (*saml.Assertion, error) {
	e, err := s.counterpart(r.Context(), p)
	if err != nil {
		return nil, err
	}
	a, err := s.parse(p, e, raw, request)
	if errors.Is(err, saml.ErrUntrustedCertificate) && p.Metadata == "" && s.Now().Sub(e.read) > time.Minute { // it may have another key by now
		if fresh, failed := s.readMetadata(r.Context(), p); failed == nil { // else what it has said stays good
			s.remember(p.Key, fresh)
			a, err = s.parse(p, fresh, raw, request)
		}
	}
	var status saml.ErrBadStatus
	switch {
	case errors.As(err, &status):
		return nil, chat.Errorf(chat.Forbidden, "%s did not sign you in: %s", p.Name, cut(status.Status))
	case err != nil:
		return nil, chat.Errorf(chat.Forbidden, "What %s says is not good: %s", p.Name, shortened(reason(err)))
	}
	return a, nil
}

func (s *Service) parse(p IdentityProvider, e *counterpart, raw []byte, request string) (*saml.Assertion, error) {
	sp, err := s.serviceProvider(p, e.EntityDescriptor)
	if err != nil {
		return nil, err
	}
	return sp.ParseXMLResponse(raw, []string{request}, sp.AcsURL)
}

// reason is what the library keeps back from pages, and an administrator needs to hear.
func reason(err error) error {
	var refused *saml.InvalidResponseError
	if errors.As(err, &refused) && refused.PrivateErr != nil {
		return refused.PrivateErr
	}
	return err
}

// arrive lets in whom an identity provider vouches for, in the browser that asked it, once.
func (s *Service) arrive(w http.ResponseWriter, r *http.Request) error {
	p, err := s.identityProvider(r.Context(), r.PathValue("key"))
	if err != nil {
		return err
	}
	t, err := s.back(r, p.Key)
	if err != nil {
		return err
	}
	http.SetCookie(w, auth.NoCookie(s.Base, tripCookie, tripPath(p.Key)))
	var came arrival
	if s.tickets.Open("arrival "+p.Key, r.URL.Query().Get("ticket"), &came) != nil || came.Request != t.Nonce {
		return chat.Errorf(chat.Forbidden, "This answer belongs to another sign-in, or has waited for more than a minute. Begin once more.")
	}
	u, err := s.admit(r.Context(), p.admission(), came.Said)
	if err != nil {
		return err
	}
	return s.enter(w, r, u, p.Key, t.Next)
}
