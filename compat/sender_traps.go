package compat

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// traps catch what a sender says to anybody but the server that it was given.
type traps struct {
	notes []string
	proxy *http.Server
	at    string // the proxy's address
	hosts *hostsTrap

	mu      sync.Mutex
	through *stall   // the server of the present run, which the proxy lets calls through to
	caught  []string // calls of HipChat's cloud since the last look
	beside  []string // other hosts that were called
}

func setTraps() (*traps, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	t := &traps{at: "http://" + l.Addr().String()}
	t.proxy = &http.Server{Handler: t, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute}
	go func() { _ = t.proxy.Serve(l) }() // ends with close
	t.notes = append(t.notes, "Trap: the variables for proxies name one that writes down what is not for the server, and lets nothing through.")
	hosts, why := setHostsTrap(t.catch)
	if hosts == nil {
		t.notes = append(t.notes, "No trap in the names of hosts ("+why+"): what does not mind the variables for proxies is not caught.")
		return t, nil
	}
	t.hosts = hosts
	t.notes = append(t.notes, "Trap: HipChat's names lead to this machine, in a hosts file of the command's own.")
	return t, nil
}

func (t *traps) close() {
	_ = t.proxy.Close()
	if t.hosts != nil {
		t.hosts.close()
	}
}

// environment leads a command into the proxy.
func (t *traps) environment() []string {
	list := []string{"NODE_USE_ENV_PROXY=1"}
	for _, name := range []string{"http_proxy", "https_proxy", "all_proxy"} {
		list = append(list, name+"="+t.at, strings.ToUpper(name)+"="+t.at)
	}
	return append(list, "no_proxy=127.0.0.1", "NO_PROXY=127.0.0.1")
}

// command is the command as it is run in the trap of hosts.
func (t *traps) command(args []string) []string {
	if t.hosts == nil {
		return args
	}
	return t.hosts.wrap(args)
}

// begin says which server calls are meant for from now on.
func (t *traps) begin(s *stall) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.through, t.caught = s, nil
}

// taken are the calls of HipChat's cloud since begin.
func (t *traps) taken() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.caught)
}

func (t *traps) others() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.beside)
}

const mostCaught = 20

func (t *traps) catch(what, host string) {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if name == "hipchat.com" || strings.HasSuffix(name, ".hipchat.com") {
		if len(t.caught) < mostCaught {
			t.caught = append(t.caught, fmt.Sprintf("%s %s", what, host))
		}
		return
	}
	if len(t.beside) < mostCaught && !slices.Contains(t.beside, host) {
		t.beside = append(t.beside, host)
	}
}

// ServeHTTP is the proxy.
func (t *traps) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	through := t.through
	t.mu.Unlock()
	switch {
	case through != nil && r.Host == through.listener.Addr().String() && r.Method == http.MethodConnect:
		tunnel(w, r.Host)
	case through != nil && r.Host == through.listener.Addr().String():
		through.ServeHTTP(w, r)
	default:
		t.catch(r.Method, r.Host)
		http.Error(w, "the checker lets nothing through to "+r.Host, http.StatusBadGateway)
	}
}

// tunnel joins a caller of the proxy with the stall.
func tunnel(w http.ResponseWriter, address string) {
	to, err := net.Dial("tcp", address)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer to.Close()
	w.WriteHeader(http.StatusOK)
	from, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer from.Close()
	go func() {
		_, _ = io.Copy(to, buffered)
		_ = to.Close()
	}()
	_, _ = io.Copy(from, to)
}
