// Package auth says who calls: it turns tokens, session cookies and passwords into a chat.Principal, counts calls
// against the rate windows, and seals the secrets that must be read back.
//
// Tokens of API v1 are a namespace of their own: a token of the wrong kind is recognised and named as such, but
// never accepted. spec: auth, 4; rest-v1, 2.
package auth
