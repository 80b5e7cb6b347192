package doctor

import (
	"strings"
	"time"
)

// Code names a condition. It is stable: scripts may match on it.
type Code string

// What may be found.
const (
	OK Code = "ok"

	DNSNoSuchHost Code = "dns_no_such_host"
	DNSTimeout    Code = "dns_timeout"
	DNSFailed     Code = "dns_failed"

	TCPRefused     Code = "tcp_refused"
	TCPTimeout     Code = "tcp_timeout"
	TCPUnreachable Code = "tcp_unreachable"

	TLSExpired          Code = "tls_expired"
	TLSNotYetValid      Code = "tls_not_yet_valid"
	TLSExpiresSoon      Code = "tls_expires_soon"
	TLSUnknownAuthority Code = "tls_unknown_authority"
	TLSWrongHost        Code = "tls_wrong_host"
	TLSFailed           Code = "tls_failed"

	ProxyUnreachable  Code = "proxy_unreachable"
	ProxyAuthRequired Code = "proxy_auth_required"
	ProxyRefused      Code = "proxy_refused"

	BlockedAddress Code = "blocked_address"
	BlockedAlways  Code = "blocked_always"

	RedirectDowngrade Code = "redirect_downgrade"
	RedirectLoop      Code = "redirect_loop"

	NoAnswer       Code = "no_answer"
	CallbackSlow   Code = "callback_slow"
	AnswerTooLarge Code = "answer_too_large"
	StatusRefused  Code = "status_refused"
	StatusNotFound Code = "status_not_found"
	StatusError    Code = "status_error"
	GatewayDown    Code = "gateway_down"

	DescriptorInvalid Code = "descriptor_invalid"
	SignatureRefused  Code = "signature_refused"
	ClockSkew         Code = "clock_skew"
	BaseURLWrong      Code = "base_url_wrong"
	NotAServer        Code = "not_a_server"
	NeverCalled       Code = "never_called"
	LongSilent        Code = "long_silent"
	AddonDisabled     Code = "addon_disabled"
)

// Condition explains a code. Means and Remedy are one sentence each; {host}, {port} and {limit} stand for what the
// target has.
type Condition struct {
	Code   Code
	Means  string
	Remedy string // what to change, or what to open in the firewall
}

// Conditions lists every code that a finding may have, in the order of the way that a request takes.
func Conditions() []Condition {
	return []Condition{
		{OK, "It answers.", ""},
		{DNSNoSuchHost, "No such host: DNS does not know {host}.", "Correct the name in the address, or add {host} to the DNS that this machine asks."},
		{DNSTimeout, "No DNS server answered about {host}.", "Let this machine reach its DNS servers on port 53, UDP and TCP."},
		{DNSFailed, "The DNS servers could not say what {host} is.", "Look at the DNS servers of this machine: they answer with an error for {host}."},
		{TCPRefused, "Nothing listens at {host}:{port}.", "Start what should listen on {host}:{port}, or correct the port in the address."},
		{TCPTimeout, "No connection to {host}:{port} within {limit}.", "Open TCP from this machine to {host}:{port} in the firewall."},
		{TCPUnreachable, "There is no route to {host}:{port}.", "Give this machine a route to {host}, and open TCP to {host}:{port} in the firewall."},
		{TLSExpired, "The certificate at {host}:{port} has expired.", "Renew the certificate that {host}:{port} shows."},
		{TLSNotYetValid, "The certificate at {host}:{port} is not valid yet.", "Set the clocks of this machine and of {host} by NTP, or replace the certificate."},
		{TLSExpiresSoon, "The certificate at {host}:{port}, or one of its chain, expires within two weeks.", "Renew the certificate that {host}:{port} shows."},
		{TLSUnknownAuthority, "The certificate at {host}:{port} comes from an authority that is not trusted here.", "Give the authority's certificate to the server with --trust-ca, or make {host} send its whole chain."},
		{TLSWrongHost, "The certificate at {host}:{port} is for another name.", "Use a name that the certificate has, or get a certificate for {host}."},
		{TLSFailed, "No TLS connection with {host}:{port} came about.", "Look whether {host}:{port} speaks TLS 1.2 or newer, or whether the address should begin with http."},
		{ProxyUnreachable, "The proxy cannot be reached.", "Correct --proxy, or open TCP from this machine to the proxy in the firewall."},
		{ProxyAuthRequired, "The proxy wants a user name and password.", "Put them into --proxy, as in http://user:password@proxy:3128, or let the proxy trust this machine."},
		{ProxyRefused, "The proxy does not connect to {host}:{port}.", "Allow {host}:{port} at the proxy, or add {host} to --no-proxy."},
		{BlockedAddress, "An inside network, closed to what room administrators and shared links name: {host}.", "Let a group administrator install it, or add {host}:{port} to --outbound-allow."},
		{BlockedAlways, "An address that this server never calls: {host}.", "Use another address: link-local and metadata addresses, URLs with a user name, and the server itself are never called."},
		{RedirectDowngrade, "It redirects from https to http, which is not followed.", "Make {host} redirect to an https address, or use its final address."},
		{RedirectLoop, "It redirects more than five times.", "Use the final address, or mend the redirects of {host}."},
		{NoAnswer, "The connection to {host}:{port} was made, but no answer of HTTP came.", "Look whether {host}:{port} speaks HTTP, and at the log of what runs there."},
		{CallbackSlow, "No answer from {host}:{port} within {limit}, although it was reached.", "Make it answer within {limit}: it should take the call, answer, and do its work afterwards."},
		{AnswerTooLarge, "The answer is larger than this server reads.", "Correct the address: what answers there is not what belongs there."},
		{StatusRefused, "It refuses the request with 401 or 403.", "Let {host} answer this address without signing in."},
		{StatusNotFound, "There is nothing at this address: 404 or 410.", "Correct the path of the address."},
		{StatusError, "It answers with an error.", "Look at the log of what runs on {host}:{port}."},
		{GatewayDown, "What stands before it answers that it is not there: 502, 503 or 504.", "Start the add-on behind {host}:{port}, or mend the reverse proxy there."},
		{DescriptorInvalid, "What answers is no valid descriptor.", "Correct the descriptor, or its address."},
		{SignatureRefused, "It refuses this server's signature: 401 or 403 to a signed call.", "Set both clocks by NTP; if they agree, remove and install the add-on again, so that it gets a new secret."},
		{ClockSkew, "Its clock and this machine's differ by half a minute or more.", "Set the clocks of this machine and of {host} by NTP: signed calls and tokens are refused when they differ."},
		{BaseURLWrong, "The server's public address does not lead back to this server.", "Set --base-url to the address that people and add-ons use, and let {host}:{port} lead to this server."},
		{NotAServer, "What answers at {host}:{port} is no Stoa server.", "Correct STOA_URL or --url, or let {host}:{port} lead to the server."},
		{NeverCalled, "The add-on needs the API, and has never called it.", "Open TCP from the add-on to {host}:{port} in the firewall."},
		{LongSilent, "The add-on has not called for a month.", "Look whether the add-on still runs, and open TCP from it to {host}:{port} in the firewall."},
		{AddonDisabled, "The add-on is disabled: this server neither calls it nor lets it call.", "Enable the add-on; what it was owed before it was disabled is sent then."},
	}
}

// At is the condition as it is there.
func (c Condition) At(host, port string, limit time.Duration) Condition {
	fill := strings.NewReplacer("{host}", host, "{port}", port, "{limit}", limit.String())
	c.Means, c.Remedy = fill.Replace(c.Means), fill.Replace(c.Remedy)
	return c
}

// About explains a code about an address. One that is not known, of another version of the server, stands for itself.
func About(code Code, url string, limit time.Duration) Condition {
	c, ok := ConditionOf(code)
	if !ok {
		c = Condition{Code: code, Means: "Its code is " + string(code) + "."}
	}
	host, port := hostAndPort(url)
	return c.At(host, port, limit)
}

// ConditionOf explains a code; ok is false for one that does not exist.
func ConditionOf(code Code) (c Condition, ok bool) {
	for _, c := range Conditions() {
		if c.Code == code {
			return c, true
		}
	}
	return Condition{}, false
}
