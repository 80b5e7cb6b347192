package signin

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/crewjam/saml"
	"github.com/crewjam/saml/samlsp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// IdentityProvider is an identity provider of SAML 2.0, as an administrator describes it. Where an attribute is not named, those
// that are usual for it are looked for.
type IdentityProvider struct {
	Key      string `json:"key" toml:"key"`   // stands in this server's addresses for it
	Name     string `json:"name" toml:"name"` // on the button
	Disabled bool   `json:"disabled" toml:"disabled"`

	EntityID    string `json:"entity_id" toml:"entity_id"`       // what it calls itself
	MetadataURL string `json:"metadata_url" toml:"metadata_url"` // where it describes itself, read anew each hour
	Metadata    string `json:"metadata" toml:"-"`                // its description, where it has no address

	Subject string `json:"subject" toml:"subject"` // attribute by which somebody is known again; empty: the NameID
	Email   string `json:"email" toml:"email"`     // attributes
	Person  string `json:"person" toml:"person"`   // the full name
	Mention string `json:"mention" toml:"mention"`
	Groups  string `json:"groups" toml:"groups"`

	Domains []string `json:"domains" toml:"domains"` // whose people get an account when they first come; *: everybody's
	Adopt   bool     `json:"adopt" toml:"adopt"`     // an account with the same address is theirs
	Members []string `json:"members" toml:"members"` // groups that may come in; empty: everybody may
	Admins  []string `json:"admins" toml:"admins"`   // groups that make an administrator; empty: nobody is made or unmade

	Sign        bool   `json:"sign" toml:"sign"`               // requests are signed
	Certificate string `json:"certificate" toml:"-"`           // PEM, of this server for it; empty: it has none
	PrivateKey  string `json:"private_key,omitempty" toml:"-"` // PEM; only ever made here or read from a file
}

const kindIdentityProvider = "saml"

// maxMetadata bounds an identity provider's description of itself, in bytes. Those of federations with all their members are
// larger, and are not what is meant.
const maxMetadata = 1 << 20

// origin is whose the people are that it vouches for. A provider of OpenID Connect may call itself the same.
func (p *IdentityProvider) origin() string { return "saml:" + p.EntityID }

// check says what is wrong with its description.
func (p *IdentityProvider) check() error {
	if err := checkKey(p.Key); err != nil {
		return err
	}
	for _, f := range []struct {
		name, value string
		least, most int
	}{
		{"name", p.Name, 1, 50}, {"entity_id", p.EntityID, 0, 1000}, {"metadata_url", p.MetadataURL, 0, 1000}, {"subject", p.Subject, 0, 300},
		{"email", p.Email, 0, 300}, {"person", p.Person, 0, 300}, {"mention", p.Mention, 0, 300}, {"groups", p.Groups, 0, 300},
	} {
		if v := hipchat.CheckLength(f.name, f.value, f.least, f.most); v != nil {
			return chat.Violates(v)
		}
	}
	if p.MetadataURL != "" && !isSecure(p.MetadataURL) {
		return chat.Violates(&hipchat.Violation{Field: "metadata_url", Rule: hipchat.RuleFormat, Value: p.MetadataURL, Expected: "an https address; http only on this machine"})
	}
	if (p.MetadataURL == "") == (p.Metadata == "") {
		return chat.Violates(&hipchat.Violation{Field: "metadata_url", Rule: hipchat.RuleRequired, Expected: "the address of its metadata, or the metadata itself"})
	}
	if len(p.Members)+len(p.Admins) > 0 && p.Groups == "" {
		return chat.Violates(hipchat.Required("groups"))
	}
	for _, l := range []struct {
		name string
		list []string
	}{{"domains", p.Domains}, {"members", p.Members}, {"admins", p.Admins}} {
		if err := checkList(l.name, l.list); err != nil {
			return err
		}
	}
	if p.Metadata == "" {
		return nil
	}
	e, err := p.described([]byte(p.Metadata))
	if err != nil {
		return chat.Violates(&hipchat.Violation{Field: "metadata", Rule: hipchat.RuleFormat, Expected: "SAML metadata of one identity provider: " + shortened(err)})
	}
	p.EntityID = e.EntityID
	return nil
}

// described reads what an identity provider says of itself.
func (p *IdentityProvider) described(metadata []byte) (*saml.EntityDescriptor, error) {
	if len(metadata) > maxMetadata {
		return nil, fmt.Errorf("it has more than %d bytes", maxMetadata)
	}
	var e *saml.EntityDescriptor
	var err error
	if p.EntityID == "" {
		e, err = samlsp.ParseMetadata(metadata)
	} else {
		e, err = samlsp.ParseMetadataByEntityID(metadata, p.EntityID)
	}
	if err != nil {
		return nil, err
	}
	if len(e.IDPSSODescriptors) == 0 {
		return nil, errors.New("it describes no identity provider (IDPSSODescriptor)")
	}
	return e, nil
}

// keyPair is what requests to it are signed with, and what it encrypts for; nil when there is none.
func (p *IdentityProvider) keyPair() (*rsa.PrivateKey, *x509.Certificate, error) {
	if p.PrivateKey == "" {
		return nil, nil, nil
	}
	pair, err := tls.X509KeyPair([]byte(p.Certificate), []byte(p.PrivateKey))
	if err != nil {
		return nil, nil, err
	}
	key, ok := pair.PrivateKey.(*rsa.PrivateKey)
	if !ok {
		return nil, nil, errors.New("it is no RSA key, for which others could encrypt")
	}
	return key, pair.Leaf, nil
}

// certificateLife is how long the certificate of a key is good. Identity providers take a key with it, and ask nobody about it.
const certificateLife = 20 * 365 * 24 * time.Hour

// makeKeyPair gives it a key of its own, with a certificate that nobody has signed, as is usual with SAML.
func (p *IdentityProvider) makeKeyPair(now time.Time) error {
	key, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	like := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "Stoa"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(certificateLife),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
	der, err := x509.CreateCertificate(rand.Reader, like, like, key.Public(), key)
	if err != nil {
		return fmt.Errorf("make a certificate: %w", err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	p.Certificate = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	p.PrivateKey = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
	return nil
}

// admission is whom it lets in.
func (p *IdentityProvider) admission() admission {
	return admission{key: p.Key, by: p.Name, origin: p.origin(), domains: p.Domains, adopt: p.Adopt, members: p.Members, admins: p.Admins}
}

// matters tells whether it says anything here that somebody is in a group.
func (p *IdentityProvider) matters(group string) bool {
	return slices.Contains(p.Members, group) || slices.Contains(p.Admins, group)
}
