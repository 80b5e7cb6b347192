package api

import (
	"net/http"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/connect"
	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/outbound"
)

// maxLooks bounds how many people the doctor serves at once: each has the server make calls.
const maxLooks = 4

// listedInstallation is an installation with how far it is connected.
type listedInstallation struct {
	installationView
	Connectivity connectivityView `json:"connectivity"`
}

type connectivityView struct {
	State    connect.State `json:"state"` // CONNECTED, LIMITED or NOT CONNECTED
	Reason   string        `json:"reason"`
	Inbound  wayView       `json:"inbound"`
	Outbound wayView       `json:"outbound"`
}

type wayView struct {
	Needed bool        `json:"needed"`
	Open   bool        `json:"open"`
	Code   doctor.Code `json:"code"`
	Remedy string      `json:"remedy"`
	Last   *time.Time  `json:"last"` // heard from it, or called it; null for never
}

func showConnectivity(c connect.Connectivity) connectivityView {
	return connectivityView{
		State: c.State, Reason: c.Reason(), Inbound: showWay(c.In, c.Evidence.Heard), Outbound: showWay(c.Out, c.Evidence.Tried),
	}
}

func showWay(w connect.Way, last time.Time) wayView {
	v := wayView{Needed: w.Needed, Open: w.Open, Code: w.Code, Remedy: w.Remedy}
	if !last.IsZero() {
		v.Last = &last
	}
	return v
}

// diagnose looks from here at a URL, at an installed add-on, or at nothing but the server's own public address.
func (a *API) diagnose(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		URL          string `json:"url"`
		Installation *int64 `json:"installation"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	select {
	case a.looks <- struct{}{}:
		defer func() { <-a.looks }()
	default:
		return chat.Errorf(chat.TooMany, "The doctor is busy: try again in a moment")
	}
	found, err := a.findings(r, in.URL, in.Installation)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, list[doctor.Finding]{found})
	return nil
}

func (a *API) findings(r *http.Request, url string, installation *int64) ([]doctor.Finding, error) {
	p := auth.PrincipalFrom(r.Context())
	switch {
	case installation != nil && url != "":
		return nil, chat.Violates(&hipchat.Violation{Field: "url", Rule: hipchat.RuleFormat, Value: url, Expected: "nothing beside installation"})
	case installation != nil:
		return a.c.Addons.Diagnose(r.Context(), p, *installation)
	case !p.GroupAdmin():
		return nil, chat.Errorf(chat.Forbidden, "Only a group administrator may have the server look at addresses")
	case url == "":
		return a.c.Doctor.Look(r.Context(), a.c.Doctor.Self(outbound.Own)), nil
	case !hipchat.IsWebURL(url) || len(url) > 2000:
		return nil, chat.Violates(&hipchat.Violation{Field: "url", Rule: hipchat.RuleFormat, Value: hipchat.Abridge(url), Expected: "an absolute URL"})
	}
	return a.c.Doctor.Look(r.Context(), doctor.Any(url, outbound.Trusted)), nil
}
