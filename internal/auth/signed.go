package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// signedWithin is how far from the server's clock a signed moment may be.
const signedWithin = 5 * time.Minute

// unsigned answers why a body is not signed with the secret in the tool's way; nothing when it is.
func unsigned(scheme chat.SignScheme, secret string, h http.Header, body []byte, now time.Time) string {
	switch scheme {
	case chat.SignGitHub:
		return digest(h, "X-Hub-Signature-256", "sha256=", secret, body)
	case chat.SignSentry:
		return digest(h, "Sentry-Hook-Signature", "", secret, body)
	case chat.SignGitLab:
		return gitlabToken(h, secret)
	case chat.SignSlack:
		at := h.Get("X-Slack-Request-Timestamp")
		if why := timely("X-Slack-Request-Timestamp", at, now); why != "" {
			return why
		}
		return digest(h, "X-Slack-Signature", "v0=", secret, append([]byte("v0:"+at+":"), body...))
	case chat.SignStandard:
		return standard(h, secret, body, now)
	}
	return "its way to sign is unknown"
}

func digest(h http.Header, name, prefix, secret string, signed []byte) string {
	said := h.Get(name)
	if said == "" {
		return "the header " + name + " is missing"
	}
	digits, ok := strings.CutPrefix(said, prefix)
	sum, err := hex.DecodeString(digits)
	if !ok || err != nil {
		return "the header " + name + " must be " + prefix + "HEX"
	}
	if !hmac.Equal(sum, sign([]byte(secret), signed)) {
		return "the header " + name + " does not fit the body and the secret"
	}
	return ""
}

func sign(key, signed []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(signed)
	return mac.Sum(nil)
}

// gitlabToken compares hashes, so that the time that it takes says nothing of lengths either.
func gitlabToken(h http.Header, secret string) string {
	said := h.Get("X-Gitlab-Token")
	if said == "" {
		return "the header X-Gitlab-Token is missing"
	}
	a, b := sha256.Sum256([]byte(said)), sha256.Sum256([]byte(secret))
	if subtle.ConstantTimeCompare(a[:], b[:]) == 0 {
		return "the header X-Gitlab-Token is not the secret"
	}
	return ""
}

// timely answers why a moment, in seconds, is none to be signed now: an old call is one that somebody repeats.
func timely(name, text string, now time.Time) string {
	if text == "" {
		return "the header " + name + " is missing"
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return "the header " + name + " is no number of seconds"
	}
	if d := now.Sub(time.Unix(seconds, 0)); d.Abs() > signedWithin {
		return "the header " + name + " is more than 5 minutes away from the server's clock"
	}
	return ""
}

// standard is the Standard Webhooks specification's way. While a secret changes, there are several signatures.
func standard(h http.Header, secret string, body []byte, now time.Time) string {
	id, at, signatures := h.Get("Webhook-Id"), h.Get("Webhook-Timestamp"), h.Get("Webhook-Signature")
	if id == "" || signatures == "" {
		return "the headers webhook-id and webhook-signature are needed"
	}
	if why := timely("webhook-timestamp", at, now); why != "" {
		return why
	}
	key, err := standardKey(secret)
	if err != nil {
		return "the secret is none of that specification"
	}
	want := sign(key, append([]byte(id+"."+at+"."), body...))
	for signature := range strings.FieldsSeq(signatures) {
		text, ok := strings.CutPrefix(signature, "v1,")
		sum, err := base64.StdEncoding.DecodeString(text)
		if ok && err == nil && hmac.Equal(sum, want) {
			return ""
		}
	}
	return "the header webhook-signature does not fit the body and the secret"
}

func standardKey(secret string) ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
}
