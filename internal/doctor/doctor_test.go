package doctor_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/outbound"
)

// fault is something that is wrong, on real listeners, and what is to be said about it.
type fault struct {
	name   string
	make   func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target)
	want   []doctor.Code
	remedy string // part of it
}

var (
	yesterday = time.Now().Add(-24 * time.Hour)
	nextYear  = time.Now().Add(365 * 24 * time.Hour)
)

func well(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "well") }

// at looks at an address that should answer a GET well.
func at(url string) func(*doctor.Doctor) doctor.Target {
	return func(*doctor.Doctor) doctor.Target { return doctor.Any(url, outbound.Trusted) }
}

func faults() []fault {
	return []fault{
		{"nothing", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			return doctor.Config{Outbound: client(t, outbound.Config{})}, at(serve(t, well))
		}, []doctor.Code{doctor.OK}, ""},
		{"no such host", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			return doctor.Config{Outbound: client(t, outbound.Config{Resolver: emptyDNS(t)})}, at("https://addon.example/")
		}, []doctor.Code{doctor.DNSNoSuchHost}, "add addon.example to the DNS"},
		{"nothing listens", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			return doctor.Config{Outbound: client(t, outbound.Config{})}, at("http://" + closedPort(t))
		}, []doctor.Code{doctor.TCPRefused}, "Start what should listen on 127.0.0.1:"},
		{"an expired certificate", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			url, pool := serveTLS(t, yesterday.Add(-time.Hour), yesterday, well)
			return doctor.Config{Outbound: client(t, outbound.Config{TrustCA: pool})}, at(url)
		}, []doctor.Code{doctor.TLSExpired}, "Renew the certificate"},
		{"a certificate of tomorrow", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			url, pool := serveTLS(t, nextYear.Add(-time.Hour), nextYear, well)
			return doctor.Config{Outbound: client(t, outbound.Config{TrustCA: pool})}, at(url)
		}, []doctor.Code{doctor.TLSNotYetValid}, "by NTP"},
		{"a certificate that ends next week", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			url, pool := serveTLS(t, yesterday, time.Now().Add(7*24*time.Hour), well)
			return doctor.Config{Outbound: client(t, outbound.Config{TrustCA: pool})}, at(url)
		}, []doctor.Code{doctor.OK, doctor.TLSExpiresSoon}, "Renew the certificate"},
		{"a certificate for another name", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			url, pool := serveTLS(t, yesterday, nextYear, well)
			return doctor.Config{Outbound: client(t, outbound.Config{TrustCA: pool})}, at("https://localhost:" + portOf(url))
		}, []doctor.Code{doctor.TLSWrongHost}, "a certificate for localhost"},
		{"a private authority", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			url, _ := serveTLS(t, yesterday, nextYear, well)
			return doctor.Config{Outbound: client(t, outbound.Config{})}, at(url)
		}, []doctor.Code{doctor.TLSUnknownAuthority}, "--trust-ca"},
		{"no TLS where https is asked for", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			return doctor.Config{Outbound: client(t, outbound.Config{})}, at(strings.Replace(serve(t, well), "http:", "https:", 1))
		}, []doctor.Code{doctor.TLSFailed}, "should begin with http"},
		{"a base URL that leads elsewhere", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			other := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, `{"links":{"self":"https://old.example/v2/capabilities"}}`)
			})
			return doctor.Config{Outbound: client(t, outbound.Config{}), Base: other},
				func(d *doctor.Doctor) doctor.Target { return d.Self(outbound.Own) }
		}, []doctor.Code{doctor.BaseURLWrong}, "Set --base-url"},
		{"a base URL where something else answers", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			return doctor.Config{Outbound: client(t, outbound.Config{}), Base: serve(t, well)},
				func(d *doctor.Doctor) doctor.Target { return d.Self(outbound.Own) }
		}, []doctor.Code{doctor.BaseURLWrong}, "Set --base-url"},
		{"a redirect to http", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			plain := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") })
			url, pool := serveTLS(t, yesterday, nextYear, http.RedirectHandler(plain, http.StatusFound).ServeHTTP)
			return doctor.Config{Outbound: client(t, outbound.Config{TrustCA: pool})}, at(url)
		}, []doctor.Code{doctor.RedirectDowngrade}, "redirect to an https address"},
		{"redirects without end", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			return doctor.Config{Outbound: client(t, outbound.Config{})}, at(serve(t, http.RedirectHandler("/", http.StatusFound).ServeHTTP))
		}, []doctor.Code{doctor.RedirectLoop}, "Use the final address"},
		{"a clock that is 60 s slow", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			return doctor.Config{Outbound: client(t, outbound.Config{}), Now: func() time.Time { return time.Now().Add(-time.Minute) }}, at(serve(t, well))
		}, []doctor.Code{doctor.OK, doctor.ClockSkew}, "by NTP"},
		{"a clock that is 60 s fast", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			return doctor.Config{Outbound: client(t, outbound.Config{}), Now: func() time.Time { return time.Now().Add(time.Minute) }}, at(serve(t, well))
		}, []doctor.Code{doctor.OK, doctor.ClockSkew}, "by NTP"},
		{"an answer from a cache, whose date is old", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			return doctor.Config{Outbound: client(t, outbound.Config{})}, at(serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Date", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
				w.Header().Set("Age", "3600")
			}))
		}, []doctor.Code{doctor.OK}, ""},
		{"a proxy that wants a password", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			proxy := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) })
			return doctor.Config{Outbound: client(t, outbound.Config{ProxyURL: proxy})}, at("https://93.184.215.14/")
		}, []doctor.Code{doctor.ProxyAuthRequired}, "http://user:password@proxy:3128"},
		{"a proxy that refuses", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			proxy := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
			return doctor.Config{Outbound: client(t, outbound.Config{ProxyURL: proxy})}, at("https://93.184.215.14/")
		}, []doctor.Code{doctor.ProxyRefused}, "Allow 93.184.215.14:443 at the proxy"},
		{"a proxy that is not there", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			return doctor.Config{Outbound: client(t, outbound.Config{ProxyURL: "http://" + closedPort(t)})}, at("https://93.184.215.14/")
		}, []doctor.Code{doctor.ProxyUnreachable}, "Correct --proxy"},
		{"a callback slower than the limit", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			url := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
			return doctor.Config{Outbound: client(t, outbound.Config{})}, func(*doctor.Doctor) doctor.Target {
				return doctor.Target{Name: "install", URL: url, Policy: outbound.Trusted, Limit: 3 * time.Second} // long enough to be reached within it on a loaded machine
			}
		}, []doctor.Code{doctor.CallbackSlow}, "answer within 3s"},
		{"an inside address for what anybody may name", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			url := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the request arrived") })
			return doctor.Config{Outbound: client(t, outbound.Config{})}, func(*doctor.Doctor) doctor.Target { return doctor.Any(url, outbound.Public) }
		}, []doctor.Code{doctor.BlockedAddress}, "to --outbound-allow"},
		{"a metadata address", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			return doctor.Config{Outbound: client(t, outbound.Config{})}, at("http://169.254.169.254/latest")
		}, []doctor.Code{doctor.BlockedAlways}, "Use another address"},
		{"a connection that is cut", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			return doctor.Config{Outbound: client(t, outbound.Config{})}, at(serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
		}, []doctor.Code{doctor.NoAnswer}, "speaks HTTP"},
		{"a page that is not there", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			return doctor.Config{Outbound: client(t, outbound.Config{})}, at(serve(t, http.NotFound))
		}, []doctor.Code{doctor.StatusNotFound}, "Correct the path"},
		{"a callback that takes only POST", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusMethodNotAllowed) })
			return doctor.Config{Outbound: client(t, outbound.Config{})}, func(*doctor.Doctor) doctor.Target {
				return doctor.Target{Name: "install", URL: url, Policy: outbound.Trusted}
			}
		}, []doctor.Code{doctor.OK}, ""},
		{"a reverse proxy with nothing behind it", func(t *testing.T) (doctor.Config, func(*doctor.Doctor) doctor.Target) {
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
			return doctor.Config{Outbound: client(t, outbound.Config{})}, func(*doctor.Doctor) doctor.Target {
				return doctor.Target{Name: "install", URL: url, Policy: outbound.Trusted}
			}
		}, []doctor.Code{doctor.GatewayDown}, "Start the add-on behind 127.0.0.1:"},
	}
}

func TestEachFaultHasItsCodeAndItsRemedy(t *testing.T) {
	for _, f := range faults() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			config, target := f.make(t)
			d := doctor.New(config)
			found := d.Look(t.Context(), target(d))
			if diff := cmp.Diff(f.want, codes(found)); diff != "" {
				t.Fatalf("%s\n%+v", diff, found)
			}
			last := found[len(found)-1]
			if !strings.Contains(last.Remedy, f.remedy) || (last.Remedy == "") != (f.remedy == "") {
				t.Errorf("remedy %q", last.Remedy)
			}
			if strings.Contains(last.Means+last.Remedy, "{") || last.Means == "" {
				t.Errorf("means %q", last.Means)
			}
		})
	}
}

func TestTheDoctorKnowsItsOwnServerByTheDocument(t *testing.T) {
	var base string
	base = serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"links":{"self":"%s/v2/capabilities"}}`, base)
	})
	d := doctor.New(doctor.Config{Outbound: client(t, outbound.Config{}), Base: base})
	if found := d.Look(t.Context(), d.Self(outbound.Own)); len(found) != 1 || found[0].Code != doctor.OK || found[0].Level != doctor.Good {
		t.Errorf("%+v", found)
	}
}

func TestFindingsShowNothingOfAnAddressButHostAndPort(t *testing.T) {
	d := doctor.New(doctor.Config{Outbound: client(t, outbound.Config{})})
	for _, url := range []string{"http://" + closedPort(t) + "/hook-5up3r?token=s3cret", serve(t, well) + "/hook-5up3r?token=s3cret", "http://me:s3cret@127.0.0.1/hook-5up3r"} {
		text := fmt.Sprintf("%+v", d.Look(t.Context(), doctor.Any(url, outbound.Trusted)))
		if strings.Contains(text, "s3cret") || strings.Contains(text, "5up3r") {
			t.Errorf("%s", text)
		}
	}
}

func TestEveryCodeIsExplainedOnce(t *testing.T) {
	seen := map[doctor.Code]bool{}
	for _, c := range doctor.Conditions() {
		if seen[c.Code] || c.Means == "" || (c.Remedy == "") != (c.Code == doctor.OK) {
			t.Errorf("%+v", c)
		}
		seen[c.Code] = true
	}
	if _, ok := doctor.ConditionOf("no_such_code"); ok {
		t.Error("a code that does not exist is explained")
	}
}
