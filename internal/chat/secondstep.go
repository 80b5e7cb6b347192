package chat

import (
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// SecondStep is what a person proves besides their password: codes of an authenticator that knows the same secret.
type SecondStep struct {
	UserID       int64
	SealedSecret []byte
	Used         int64 // the step of time whose code was used last: no code up to then is good again
	Since        time.Time
}

// Demand says of whom the group demands a second step, when they sign in with a password.
type Demand string

// The demands. Whoever has turned the second step on is asked for it under all of them.
const (
	DemandNobody Demand = "nobody"
	DemandAdmins Demand = "administrators"
	DemandAll    Demand = "everybody"
)

// ParseDemand reads a Demand; empty is nobody.
func ParseDemand(field, text string) (Demand, error) {
	switch d := Demand(text); d {
	case "":
		return DemandNobody, nil
	case DemandNobody, DemandAdmins, DemandAll:
		return d, nil
	}
	return "", Violates(hipchat.NotIn(field, text, []string{string(DemandNobody), string(DemandAdmins), string(DemandAll)}))
}

// Of tells whether the second step is demanded of the person.
func (d Demand) Of(u User) bool {
	switch d {
	case DemandAll:
		return !u.Guest
	case DemandAdmins:
		return rankOf(u) >= rankDelegate
	}
	return false
}

// The ways in which a session begins.
const (
	ByPassword   = "password"
	ByInvitation = "invitation"
	ByDirectory  = "directory" // the password is the directory's
	ByProvider   = "provider"  // of OpenID Connect
)
