package hipchat

// MaxLinkTTL bounds how long an integration link lives, in seconds: a year.
const MaxLinkTTL = 365 * 24 * 60 * 60

// Check tests the request. spec: rest-v2, 4.11 create_integration_link.
func (l IntegrationLinkRequest) Check() *Violation {
	if l.Target == "" {
		return Required("target")
	}
	target := urlShape()
	if v := target.check("target", l.Target); v != nil {
		return v
	}
	if l.TTL == nil {
		return Required("ttl")
	}
	if *l.TTL < 1 || *l.TTL > MaxLinkTTL {
		return &Violation{Field: "ttl", Rule: RuleFormat, Value: *l.TTL, Expected: "from 1 to 31536000 seconds"}
	}
	return nil
}
