package signin

import (
	"context"
	"fmt"

	"github.com/crewjam/saml"
)

// LookAtIdentityProvider reads anew what an identity provider says of itself, and answers what there is to know before people come by it.
func (s *Service) LookAtIdentityProvider(ctx context.Context, p IdentityProvider) ([]Finding, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	s.forget(p.Key)
	e, err := s.counterpart(ctx, p)
	s.forget(p.Key) // what is not saved is not kept
	if err != nil {
		return inTheWay(err)
	}
	sp, err := s.serviceProvider(p, e.EntityDescriptor)
	if err != nil {
		return nil, err
	}
	to, keys := sp.GetSSOBindingLocation(saml.HTTPRedirectBinding), signingKeys(e.EntityDescriptor)
	found := []Finding{
		{true, "It calls itself " + e.EntityID},
		{to != "", "Where people are sent, by the HTTP-Redirect binding: " + orNone(to)},
		{keys > 0, fmt.Sprintf("Certificates that it may sign with: %d", keys)},
		{true, "It must know this server as " + s.MetadataURL(p.Key)},
		{true, "It must send people back to " + s.ConsumerURL(p.Key)},
	}
	if len(p.Domains) == 0 && !p.Adopt {
		found = append(found, nobodyComes)
	}
	return found, nil
}

func signingKeys(e *saml.EntityDescriptor) (n int) {
	for i := range e.IDPSSODescriptors {
		for _, k := range e.IDPSSODescriptors[i].KeyDescriptors {
			if k.Use != "encryption" {
				n += len(k.KeyInfo.X509Data.X509Certificates)
			}
		}
	}
	return n
}
