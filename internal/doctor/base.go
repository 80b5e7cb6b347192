package doctor

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/outbound"
)

// SelfName is the name of the target that is the server itself.
const SelfName = "public address"

// Self is the server's own public address, as seen from here: it must answer with the capabilities document that
// add-ons are pointed to. policy is outbound.Own on the server.
func (d *Doctor) Self(policy outbound.Policy) Target {
	self := d.base + "/v2/capabilities"
	return Target{Name: SelfName, URL: self, Policy: policy, Content: func(resp outbound.Response) (Code, string) {
		return capabilitiesOf(resp, self)
	}}
}

func capabilitiesOf(resp outbound.Response, self string) (Code, string) {
	found, detail := document(resp)
	switch {
	case detail != "":
		return BaseURLWrong, detail
	case found != self:
		return BaseURLWrong, "the server there calls itself " + hipchat.Abridge(strings.TrimSuffix(found, "/v2/capabilities"))
	}
	return OK, ""
}

// Server is a server as seen from elsewhere, by whatever address it is reached there.
func Server(base string) Target {
	return Target{Name: "server", URL: base + "/v2/capabilities", Policy: outbound.Trusted, Content: func(resp outbound.Response) (Code, string) {
		if _, detail := document(resp); detail != "" {
			return NotAServer, detail
		}
		return OK, ""
	}}
}

// document answers what a server calls itself, or what is wrong with its capabilities document.
func document(resp outbound.Response) (self, wrong string) {
	if resp.Status != http.StatusOK {
		return "", answered(resp.Status)
	}
	var doc hipchat.CapabilitiesDocument
	if err := json.Unmarshal(resp.Body, &doc); err != nil || doc.Links.Self == "" {
		return "", "what answers there has no capabilities document"
	}
	return doc.Links.Self, ""
}

// Any is an address that should answer a GET well.
func Any(url string, policy outbound.Policy) Target {
	return Target{Name: "address", URL: url, Policy: policy, Content: func(resp outbound.Response) (Code, string) { return OfStatus(resp.Status) }}
}

// OfStatus judges the status of an answer that should be good.
func OfStatus(status int) (Code, string) {
	switch {
	case status/100 == 2:
		return OK, ""
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return StatusRefused, answered(status)
	case status == http.StatusNotFound, status == http.StatusGone:
		return StatusNotFound, answered(status)
	case IsGatewayDown(status):
		return GatewayDown, answered(status)
	}
	return StatusError, answered(status)
}
