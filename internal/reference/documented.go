// Package reference is what the project says about the wire that it speaks: every method that the vendor documented
// and what became of it (docs/compatibility.md), and the pages under /docs that people read.
//
// What works is read from the route tables of the dialects, so neither can say more or less than the server does.
package reference

import "slices"

// Documented is one method of the vendor's documentation. spec: endpoints.
type Documented struct {
	Verb     string // as documented; API v1 takes GET and POST for all
	Path     string
	Name     string   // the vendor's page, www.hipchat.com/docs/apiv2/method/<name>; empty: it had none
	Scopes   []string // any one suffices
	Callers  []string // who may call
	Inferred bool     // scopes and callers are not stated in what survives
	Status   int      // of success

	LeftOut string // why there is no such method here
	Lacks   string // what of it is missing here
}

// Who may call, in the vendor's words.
var (
	nobody      = []string{}
	anybody     = []string{"group clients", "room clients", "users"}
	groupWide   = []string{"group clients", "users"}
	addons      = []string{"group clients", "room clients"}
	groupAddons = []string{"group clients"}
	users       = []string{"users"}
	v1Admin     = []string{"admin tokens"}
	v1Any       = []string{"admin tokens", "notification tokens"}
)

// All is everything that the vendor documented, v1 first.
func All() []Documented { return slices.Concat(documentedV1(), documentedV2()) }
