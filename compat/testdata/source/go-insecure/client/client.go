// Package client speaks to any server.
package client

import (
	"crypto/tls"
	"net/http"
)

// New trusts whom it should not.
func New() *http.Client {
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}}
}

// Safe says InsecureSkipVerify: true in a comment alone.
func Safe() *http.Client { return http.DefaultClient }
