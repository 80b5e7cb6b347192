package doctor

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/outbound"
)

// Self is the server's own public address, as seen from here: it must answer with the capabilities document that
// add-ons are pointed to. policy is outbound.Own on the server.
func (d *Doctor) Self(policy outbound.Policy) Target {
	self := d.base + "/v2/capabilities"
	return Target{Name: "public address", URL: self, Policy: policy, Content: func(resp outbound.Response) (Code, string) {
		return capabilitiesOf(resp, self)
	}}
}

func capabilitiesOf(resp outbound.Response, self string) (Code, string) {
	if resp.Status != http.StatusOK {
		return BaseURLWrong, answered(resp.Status)
	}
	var doc hipchat.CapabilitiesDocument
	if err := json.Unmarshal(resp.Body, &doc); err != nil || doc.Links.Self == "" {
		return BaseURLWrong, "what answers there is no HipChat server"
	}
	if doc.Links.Self != self {
		return BaseURLWrong, fmt.Sprintf("the server there calls itself %s", hipchat.Abridge(strings.TrimSuffix(doc.Links.Self, "/v2/capabilities")))
	}
	return OK, ""
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
