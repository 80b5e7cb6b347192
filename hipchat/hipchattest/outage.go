package hipchattest

import "github.com/stoachat/stoa/internal/outage"

// Condition is how the server's API does.
type Condition string

// The conditions of the API. A slow one takes ten seconds for each answer, as long as the vendor's clients waited.
const (
	Fine        Condition = outage.Fine
	Unavailable Condition = outage.Unavailable // 503 with Retry-After, of a second
	Limited     Condition = outage.Limited     // 429, and 403 on v1, with the headers of a limit that is used up for a second
	Slow        Condition = outage.Slow
)

// API makes the API answer so from now on. Nothing can be asked of it meanwhile, also not by the test.
func (s *Server) API(c Condition) {
	s.t.Helper()
	api := string(c)
	s.must(s.dev.Change(outage.Change{API: &api}))
}

// BlockOutbound lets no call out of the server any more, as a firewall does, or lets them out again.
func (s *Server) BlockOutbound(blocked bool) {
	s.t.Helper()
	state := outage.Fine
	if blocked {
		state = outage.Blocked
	}
	s.must(s.dev.Change(outage.Change{Outbound: &state}))
}

// Move gives the API, the token endpoint and the consent page other addresses, which only the capabilities document knows. The
// old ones answer 410.
func (s *Server) Move() {
	s.t.Helper()
	moves := true
	s.must(s.dev.Change(outage.Change{Move: &moves}))
}

// ExpireTokens ends all tokens of add-ons now, as time would.
func (s *Server) ExpireTokens() {
	s.t.Helper()
	s.must(s.dev.ExpireTokens(s.t.Context()))
}
