package dev

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// How a call or a delivery looks.
const (
	good    = "good"
	advice  = "advice" // it works, and ought to be done otherwise; or it is a simulated outage
	bad     = "bad"
	waiting = "waiting" // it is not decided yet
)

// verdict says what to think of a call or a delivery, and which of the integration guidelines it is about.
// spec: connect, 9
type verdict struct {
	Look      string `json:"look"`
	Says      string `json:"says"`
	Guideline string `json:"guideline"` // IG-01 to IG-23; empty: none of them
}

// onCall judges what an integration has called.
func onCall(c chat.Call) verdict {
	v1 := strings.HasPrefix(c.Path, "/v1")
	switch {
	case c.Status < 400 && v1:
		return verdict{advice, "It works, but API v1 is deprecated: prefer v2.", "IG-03"}
	case c.Status < 400:
		return onSuccess(c)
	case c.Status == http.StatusGone:
		return verdict{bad, "The API has moved, and this is its old address: read the capabilities document again when a call fails so.", "IG-18"}
	case c.Status == http.StatusServiceUnavailable:
		return verdict{advice, "The API was unavailable: try again later, after Retry-After seconds where the answer says so.", "IG-08"}
	case c.Status == http.StatusTooManyRequests, c.ResponseHeader.Get("X-Ratelimit-Remaining") == "0" && v1:
		return verdict{advice, "The rate limit was used up: wait until X-RateLimit-Reset.", ""}
	case c.Route == "" && c.Status == http.StatusNotFound:
		return verdict{bad, "No method has this address. Make addresses of hipchatApiProvider.url in the capabilities document.", "IG-14"}
	case c.Status == http.StatusUnauthorized:
		return onUnauthorized(c)
	case c.Status >= 500:
		return verdict{bad, "The server failed. That is its own fault: " + messageOf(c.ResponseBody), ""}
	}
	return verdict{bad, messageOf(c.ResponseBody), ""}
}

func onSuccess(c chat.Call) verdict {
	switch {
	case c.Route == "/v2/capabilities":
		return verdict{good, "The capabilities document was read. Every other address is to be taken from it.", "IG-13"}
	case c.Route == "/v2/oauth/token":
		return verdict{good, "A token was given out, at the address that the document names.", "IG-16"}
	case strings.HasSuffix(c.Route, "/notification") && strings.Contains(c.Path, "auth_token="):
		return verdict{good, "A complete address with its token, as it can be copied from a room's Integrate page.", "IG-06"}
	}
	return verdict{good, "As documented.", ""}
}

func onUnauthorized(c chat.Call) verdict {
	if c.Route == "/v2/oauth/token" {
		return verdict{bad, "No client has this id and secret. After an uninstallation that is so for good: forget the installation.", "IG-17"}
	}
	return verdict{bad, "The token is missing, unknown or has expired. An add-on asks the token endpoint for another and repeats the call once.", ""}
}

// messageOf is what an error's body says.
func messageOf(body string) string {
	var e hipchat.ErrorBody
	if json.Unmarshal([]byte(body), &e) == nil && e.Error != nil && e.Error.Message != "" {
		return e.Error.Message
	}
	return "The call was refused."
}

// onDelivery judges how a receiver took an event.
func onDelivery(d chat.Delivery) verdict {
	switch {
	case d.Attempts == 0 && d.State != chat.DeliveryDone:
		return verdict{waiting, "It has not been sent yet.", ""}
	case strings.HasPrefix(d.LastError, "no answer within"):
		return verdict{bad, "There was " + strings.TrimRight(d.LastError, ".") + ".", ""}
	case d.LastStatus == 0 && d.State != chat.DeliveryDone:
		return verdict{bad, "The receiver cannot be reached: " + orNothing(d.LastError) + ". It has to cope with events that never arrive.", "IG-07"}
	case d.LastStatus < 300 && d.LastError != "":
		return verdict{bad, "It was taken, but " + strings.TrimRight(d.LastError, ".") + ".", ""}
	case d.LastStatus < 300:
		return verdict{good, "It was taken.", ""}
	case d.LastStatus < 400:
		return verdict{bad, "It was redirected, which a delivery does not follow: declare the address that answers itself.", ""}
	case d.LastStatus == http.StatusUnauthorized, d.LastStatus == http.StatusForbidden:
		return verdict{bad, "The receiver did not believe the call" + because(d) + ". " + onSignature(d), ""}
	case d.LastStatus == http.StatusNotFound, d.LastStatus == http.StatusGone, d.LastStatus == http.StatusMethodNotAllowed:
		return verdict{bad, "Nothing takes a POST at the address that the webhook has.", ""}
	}
	return verdict{bad, fmt.Sprintf("The receiver failed with %d%s. It is tried again.", d.LastStatus, because(d)), ""}
}

// because is the receiver's own reason, where it gave one.
func because(d chat.Delivery) string {
	if _, why, ok := strings.Cut(d.LastError, fmt.Sprintf("answered %d: ", d.LastStatus)); ok {
		return ": " + strings.TrimRight(why, ".")
	}
	return ""
}

// onSignature says how a delivery's signature is checked, which depends on whose the webhook is.
func onSignature(d chat.Delivery) string {
	if d.InstallationID == 0 {
		return "Check webhook-signature over the body as it came, with this webhook's own secret: stoa delivery secret " + strconv.FormatInt(d.WebhookID, 10) + " shows it."
	}
	return "Check the JWT with the secret of the installation that iss names, HS256 alone. An add-on that keeps installations in memory has forgotten them when it was started again; one that was installed anew has another secret."
}

// onOutgoing judges how an add-on answered another call of the server.
func onOutgoing(o outgoing) verdict {
	switch {
	case o.Err != nil:
		return verdict{bad, "The add-on cannot be reached: " + o.Err.Error(), "IG-07"}
	case o.Purpose == "install" && o.Status < 300:
		return verdict{good, "The add-on agreed to be installed.", "IG-12"}
	case o.Purpose == "install":
		return verdict{bad, fmt.Sprintf("The add-on answered its installation with %d: nothing is installed.", o.Status), "IG-12"}
	case o.Status < 400:
		return verdict{good, "The add-on answered.", ""}
	}
	return verdict{bad, fmt.Sprintf("The add-on answered %d.", o.Status), ""}
}

func orNothing(why string) string {
	if why == "" {
		return "no answer came"
	}
	return strings.TrimRight(why, ".")
}
