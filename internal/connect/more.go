package connect

import (
	"slices"

	"github.com/stoachat/stoa/hipchat"
)

// keepsClient tells whether an update of an add-on leaves it the client that it has: it is asked at an address of its own,
// or was never given any.
func keepsClient(d hipchat.Descriptor) bool {
	return d.UpdateCallbackURL() != "" || d.CallbackURL() == "" && d.InstalledURL() == "" && d.UpdatedURL() == ""
}

// asksForMore tells whether a newer descriptor has anything that whoever agreed to the old one did not see: scopes, hosts,
// messages that are sent to it.
func asksForMore(old hipchat.Descriptor, pre Preview) bool {
	d := pre.Descriptor
	return len(pre.Added()) > 0 || reachesMore(old.Needs(pre.URL), d.Needs(pre.URL)) || hearsMore(old, d) || redirectsMore(old, d)
}

func reachesMore(old, now hipchat.Needs) bool {
	known := slices.Concat(old.Outbound, old.Browser)
	return slices.ContainsFunc(slices.Concat(now.Outbound, now.Browser), func(e hipchat.Endpoint) bool {
		return !slices.ContainsFunc(known, func(k hipchat.Endpoint) bool { return k.URL() == e.URL() })
	})
}

func hearsMore(old, now hipchat.Descriptor) bool {
	return slices.ContainsFunc(now.Capabilities.Webhooks, func(w hipchat.WebhookRequest) bool {
		return !slices.ContainsFunc(old.Capabilities.Webhooks, func(k hipchat.WebhookRequest) bool {
			return k.Event == w.Event && k.Pattern == w.Pattern
		})
	})
}

// redirectsMore looks at where a person's consent is sent.
func redirectsMore(old, now hipchat.Descriptor) bool {
	return slices.ContainsFunc(redirections(now), func(u string) bool { return !slices.Contains(redirections(old), u) })
}

func redirections(d hipchat.Descriptor) []string {
	if d.Capabilities.OAuth2 == nil {
		return nil
	}
	return d.Capabilities.OAuth2.RedirectionURLs
}
