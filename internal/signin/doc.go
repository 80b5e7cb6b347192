// Package signin lets people in whom somebody outside vouches for: providers of OpenID Connect and of SAML, in their own pages, and
// directories (LDAP), which check a password for us. An administrator describes these sources on the page or in a file.
//
// A source knows somebody by a subject that never changes. What it says is handed to chat.Service.Vouched, which finds
// their account, or makes it where the administrator wants that. The owner comes in with a password of this server alone,
// so there is always somebody who can mend a source.
package signin
