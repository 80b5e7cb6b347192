package quirks_test

import (
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stoachat/stoa/test/process"
)

// transportRules are section 1.1: transport and paths.
func transportRules() []rule {
	return []rule{
		{"T1", "HTTPS on a configurable port, and plain HTTP as well", bothSchemesAnswer},
		{"T2", "links in replies use the configured base URL, always", linksUseTheBaseURL},
		{"T3", "a doubled slash is one, answered without a redirect", doubledSlashesAreOne},
		{"T4", "one trailing slash means nothing", trailingSlashMeansNothing},
		{"T5", "a path segment is matched while still encoded, then decoded once", segmentsAreDecodedOnce},
		{"T6", "a raw slash in a name, or a name encoded twice, is not found", brokenNamesAreNotFound},
		{"T7", "a request without a body may carry any content type", typesOfEmptyBodiesAreIgnored},
		{"T8", "empty cookies, lower-case header names, close and keep-alive", oddHeadersAreFine},
		{"T9", "compressed only when asked", compressedOnlyWhenAsked},
		{"T10", "Expect: 100-continue for bodies over 1 KiB", bodiesThatAreAnnounced},
	}
}

func bothSchemesAnswer(t *testing.T, w *world) {
	w.send(t, request{method: "GET", path: "/v2/capabilities"}).is(t, 200)
	pem, err := os.ReadFile(w.certificates.CA)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	defer client.CloseIdleConnections()
	res, err := client.Get(w.server.TLSURL + "/v2/capabilities")
	if err != nil {
		t.Fatal(err)
	}
	read(t, "GET over HTTPS", res).is(t, 200)
}

func linksUseTheBaseURL(t *testing.T, _ *world) {
	const base = "https://chat.example.test"
	w := newWorld(t, process.Config{BaseURL: base})
	r := w.room(t)
	w.v2(t, "GET", r.Path, "").is(t, 200).want(t, "links.self", fmt.Sprintf("%s/v2/room/%d", base, r.ID))
	w.v2(t, "GET", "/v2/room", "").is(t, 200).want(t, "links.self", base+"/v2/room")
	w.v2(t, "GET", "/v2/capabilities", "").is(t, 200).want(t, "links.self", base+"/v2/capabilities")
	answer := w.v2(t, "GET", fmt.Sprintf("/v2/user/%d", w.adaID), "").is(t, 200)
	answer.want(t, "links.self", fmt.Sprintf("%s/v2/user/%d", base, w.adaID))
}

func doubledSlashesAreOne(t *testing.T, w *world) {
	r := w.room(t)
	body := `{"message":"doubled slash"}`
	for _, path := range []string{"/v2//room/%d/notification", "//v2/room/%d/notification", "/v2/room//%d/notification"} {
		line := "POST " + fmt.Sprintf(path, r.ID)
		headers := []string{"Authorization: Bearer " + r.Token, "Content-Type: application/json"}
		w.dial(t).exchange(t, head(line, headers, body)).is(t, 204)
	}
	if n := len(w.spoken(t, r)); n != 3 {
		t.Errorf("%d notifications arrived, want 3", n)
	}
}

func trailingSlashMeansNothing(t *testing.T, w *world) {
	r := w.room(t)
	w.v2(t, "GET", r.Path+"/", "").is(t, 200).want(t, "name", r.Name)
	w.v2(t, "POST", r.Path+"/notification/", `{"message":"slash"}`).is(t, 204)
	w.v2(t, "GET", "/v2/room/", "").is(t, 200)
	w.v1(t, "POST", "rooms/message/", url.Values{
		"room_id": {r.Name}, "from": {"Slash"}, "message": {"slash"},
	}).is(t, 200)
	if n := len(w.spoken(t, r)); n != 2 {
		t.Errorf("%d notifications arrived, want 2", n)
	}
}

func segmentsAreDecodedOnce(t *testing.T, w *world) {
	for _, c := range []struct{ name, segment string }{
		{"Boiler Room", "Boiler%20Room"},
		{"Dev/Ops", "Dev%2FOps"},
		{"a+b", "a+b"},
		{"c+d", "c%2Bd"},
		{"50%20off", "50%2520off"},
		{"Bj\u00f6rn's #1?", "Bj%C3%B6rn%27s%20%231%3F"},
		{"us@home", "us@home"},
		{"us@work", "us%40work"},
	} {
		r := w.roomNamed(t, c.name)
		line := "GET /v2/room/" + c.segment
		answer := w.dial(t).exchange(t, head(line, []string{"Authorization: Bearer " + w.admin}, "")).is(t, 200)
		answer.want(t, "id", float64(r.ID)).want(t, "name", c.name)
	}
}

func brokenNamesAreNotFound(t *testing.T, w *world) {
	w.roomNamed(t, "Raw/Slash")
	w.roomNamed(t, "Twice Encoded")
	for _, segment := range []string{"Raw/Slash", "Twice%2520Encoded"} {
		line := "POST /v2/room/" + segment + "/notification"
		headers := []string{"Authorization: Bearer " + w.admin, "Content-Type: application/json"}
		w.dial(t).exchange(t, head(line, headers, `{"message":"lost"}`)).is(t, 404).want(t, "error.code", 404.0)
	}
}

func typesOfEmptyBodiesAreIgnored(t *testing.T, w *world) {
	r := w.room(t)
	for _, contentType := range []string{"application/json", "application/x-www-form-urlencoded", "text/plain"} {
		w.send(t, request{method: "GET", path: r.Path, token: w.admin, contentType: contentType}).is(t, 200)
		w.send(t, request{
			method: "GET", path: "/v1/rooms/list?auth_token=" + w.v1Admin, contentType: contentType,
		}).is(t, 200)
		gone := w.room(t)
		w.send(t, request{method: "DELETE", path: gone.Path, token: w.admin, contentType: contentType}).is(t, 204)
	}
}

func oddHeadersAreFine(t *testing.T, w *world) {
	c := w.dial(t)
	request := func(connection string) string {
		return "GET /v2/room HTTP/1.1\r\nhost: chat.example.test\r\ncookie: \r\nauthorization: Bearer " + w.admin +
			"\r\nconnection: " + connection + "\r\n\r\n"
	}
	c.exchange(t, request("keep-alive")).is(t, 200)
	c.exchange(t, request("keep-alive")).is(t, 200)
	c.exchange(t, request("close")).is(t, 200)
	c.closed(t)
}

func compressedOnlyWhenAsked(t *testing.T, w *world) {
	get := func(headers ...string) reply {
		headers = append(headers, "Authorization: Bearer "+w.admin)
		return w.dial(t).exchange(t, head("GET /v2/capabilities", headers, "")).is(t, 200)
	}
	for _, plain := range []reply{get(), get("Accept-Encoding: identity")} {
		if coding := plain.header.Get("Content-Encoding"); coding != "" {
			t.Errorf("compressed with %s though not asked", coding)
		}
		plain.want(t, "key", "hipchat")
	}
	asked := get("Accept-Encoding: gzip")
	if asked.header.Get("Content-Encoding") == "gzip" {
		unzip, err := gzip.NewReader(strings.NewReader(string(asked.body)))
		if err != nil {
			t.Fatal(err)
		}
		if asked.body, err = io.ReadAll(unzip); err != nil {
			t.Fatal(err)
		}
	}
	asked.want(t, "key", "hipchat")
}

func bodiesThatAreAnnounced(t *testing.T, w *world) {
	r := w.room(t)
	long := strings.Repeat("announced ", 400)
	form := url.Values{"auth_token": {w.v1Notify}, "room_id": {r.Name}, "from": {"curl"}, "message": {long + "v1"}}
	for _, c := range []struct {
		line    string
		headers []string
		body    string
		status  int
		message string
	}{
		{"POST " + r.Path + "/notification", []string{"Authorization: Bearer " + r.Token, jsonType},
			`{"message":"` + long + `v2"}`, 204, long + "v2"},
		{"POST /v1/rooms/message", []string{formType}, form.Encode(), 200, long + "v1"},
	} {
		whole := head(c.line, append(c.headers, "Expect: 100-continue"), c.body)
		conn := w.dial(t)

		conn.exchange(t, strings.TrimSuffix(whole, c.body)).is(t, 100)
		conn.write(t, c.body)
		conn.answer(t, c.line).is(t, c.status)

		// libcurl waits a second at most, then sends the body anyway; the 100 may still come.
		unasked := conn.exchange(t, whole)
		if unasked.status == 100 {
			unasked = conn.answer(t, c.line)
		}
		unasked.is(t, c.status)

		all := w.spoken(t, r)
		if len(all) < 2 || all[len(all)-1]["message"] != c.message || all[len(all)-2]["message"] != c.message {
			t.Errorf("%s: the room does not show the message twice: %.300v", c.line, all)
		}
	}
}
