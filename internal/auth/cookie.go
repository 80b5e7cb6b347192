package auth

import (
	"net/http"
	"strings"
	"time"
)

// NewCookie makes a cookie for this server alone, which no script reads. base is the server's public URL.
func NewCookie(base, name, path, value string, expires time.Time) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: path, Expires: expires, HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(base, "https://"),
	}
}

// NoCookie makes a browser forget a cookie.
func NoCookie(base, name, path string) *http.Cookie {
	return NewCookie(base, name, path, "", time.Unix(1, 0))
}
