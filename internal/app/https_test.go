package app_test

import (
	"context"
	"log/slog"
	"net/http"
	"testing"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/test/process"
)

func TestAServerWithHTTPSLeadsToItWhoOpensAPageByHTTP(t *testing.T) {
	t.Parallel()
	files, err := process.WriteCertificates(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, safe, want string }{
		{"its own", "127.0.0.1:0", "https://chat.example.test/chat"},
		{"a proxy's", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at := process.FreeAddress(t)
			cfg := app.Config{Listen: at, BaseURL: "https://chat.example.test", Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)}
			if cfg.TLSListen = c.safe; c.safe != "" {
				cfg.TLSCert, cfg.TLSKey = files.Cert, files.Key
			}
			ctx, stop := context.WithCancel(t.Context())
			a, err := app.New(ctx, cfg)
			if err != nil {
				t.Fatal(err)
			}
			ended := make(chan error)
			go func() { ended <- a.Run(ctx) }()
			defer func() {
				stop()
				if err := <-ended; err != nil {
					t.Error(err)
				}
			}()
			r, err := http.NewRequest(http.MethodGet, "http://"+at+"/chat", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Host = "chat.example.test"
			res, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if got := res.Header.Get("Location"); got != c.want {
				t.Errorf("%d to %q, want %q", res.StatusCode, got, c.want)
			}
		})
	}
}
