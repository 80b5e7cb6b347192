package compat

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// cloudNames are the names that lead into the trap.
var cloudNames = []string{"api.hipchat.com", "www.hipchat.com", "hipchat.com", "chat.hipchat.com", "conf.hipchat.com"}

// hostsTrap is a hosts file in which HipChat's names lead to this machine, shown to the command alone by a mount
// namespace of its own, and who waits there.
type hostsTrap struct {
	file      string
	wrapper   []string
	listeners []net.Listener
}

// setHostsTrap sets it, or says why it cannot be set here.
func setHostsTrap(catch func(what, host string)) (*hostsTrap, string) {
	if _, err := exec.LookPath("unshare"); err != nil {
		return nil, "there is no program unshare here"
	}
	h := &hostsTrap{wrapper: []string{"unshare", "--mount"}}
	if os.Geteuid() != 0 {
		h.wrapper = append(h.wrapper, "--map-root-user")
	}
	address, err := h.listen(catch)
	if err == nil {
		err = h.write(address)
	}
	if err == nil {
		err = h.probe(address)
	}
	if err != nil {
		h.close()
		return nil, err.Error()
	}
	return h, ""
}

// listen waits at both ports of some address of this machine that nobody else uses.
func (h *hostsTrap) listen(catch func(what, host string)) (address string, err error) {
	for range 5 {
		address = fmt.Sprintf("127.%d.%d.%d", 64+rand.IntN(64), rand.IntN(256), 1+rand.IntN(254))
		for _, port := range []string{"443", "80"} {
			var l net.Listener
			if l, err = net.Listen("tcp", net.JoinHostPort(address, port)); err != nil {
				break
			}
			h.listeners = append(h.listeners, l)
		}
		if err == nil {
			go waitForTLS(h.listeners[0], catch)
			go waitForHTTP(h.listeners[1], catch)
			return address, nil
		}
		h.close()
		h.listeners = nil
	}
	return "", fmt.Errorf("ports 80 and 443 are needed: %w", err)
}

// waitForTLS writes down the name in each greeting, and hangs up.
func waitForTLS(l net.Listener, catch func(what, host string)) {
	settings := &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		name := hello.ServerName
		if name == "" {
			name = cloudNames[0]
		}
		catch("TLS to", name+":443")
		return nil, errors.New("this is a trap")
	}}
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			_ = c.SetDeadline(time.Now().Add(5 * time.Second))
			_ = tls.Server(c, settings).Handshake() // fails always
		}()
	}
}

func waitForHTTP(l net.Listener, catch func(what, host string)) {
	s := &http.Server{ReadHeaderTimeout: 5 * time.Second, ErrorLog: log.New(io.Discard, "", 0), Handler: http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			catch(r.Method, r.Host)
			http.Error(w, "the checker lets nothing through to "+r.Host, http.StatusBadGateway)
		})}
	_ = s.Serve(l) // ends when the listener is closed
}

// write makes the hosts file: this machine's own, and the trap.
func (h *hostsTrap) write(address string) error {
	f, err := os.CreateTemp("", "stoa-check-hosts-")
	if err != nil {
		return err
	}
	h.file = f.Name()
	w := bufio.NewWriter(f)
	fmt.Fprintf(w, "%s %s\n", address, strings.Join(cloudNames, " "))
	if own, err := os.ReadFile("/etc/hosts"); err == nil {
		_, _ = w.Write(own)
	}
	return errors.Join(w.Flush(), f.Chmod(0o644), f.Close())
}

// probe sees whether this machine allows it.
func (h *hostsTrap) probe(address string) error {
	args := h.wrap([]string{"grep", "-q", "^" + address + " ", "/etc/hosts"})
	out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
	if err != nil {
		why, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
		return fmt.Errorf("this machine does not allow it: %w %s", err, strconv.Quote(why))
	}
	return nil
}

func (h *hostsTrap) wrap(args []string) []string {
	list := append([]string{}, h.wrapper...)
	return append(append(list, "--", "sh", "-c", `mount --bind "$0" /etc/hosts && exec "$@"`, h.file), args...)
}

func (h *hostsTrap) close() {
	for _, l := range h.listeners {
		_ = l.Close()
	}
	if h.file != "" {
		_ = os.Remove(h.file)
	}
}
