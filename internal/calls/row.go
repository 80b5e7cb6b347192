package calls

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/mask"
)

const maxPath = 1 << 10

// row is a call as it is kept. The secrets of the request are taken out of the answer as well.
func (l *Log) row(ctx context.Context, c *call) chat.Call {
	m := mask.New()
	row := chat.Call{
		At: c.at.UTC(), Took: c.took, Method: mask.Cut(c.method, 20), Route: c.route, Status: c.status, Address: host(c.from),
		RequestID: c.said.Get("X-Request-Id"),
	}
	if row.Status == 0 {
		row.Status = http.StatusOK
	}
	row.RequestHeader = m.Header(c.asked)
	query := m.Query(mask.Cut(c.query, 2*maxPath)) // what is far longer than what is kept is not read
	row.Path = m.Text(mask.Cut(pathOf(m, c), 2*maxPath))
	if query != "" {
		row.Path += "?" + query
	}
	row.Path = mask.Cut(row.Path, maxPath)
	if !c.private() {
		row.RequestBody = mask.Cut(bodyOf(m, c.asked, c.body.kept), maxBody)
		row.ResponseBody = mask.Cut(m.Text(unpacked(c.said, c.answer)), maxBody)
	}
	row.ResponseHeader = m.Header(c.said)
	l.fillCaller(ctx, c, &row)
	return row
}

// pathOf is the path without the tokens that some routes have in it.
func pathOf(m *mask.Mask, c *call) string {
	if !strings.Contains(c.route, "{token}") {
		return c.path
	}
	pattern, segments := strings.Split(c.route, "/"), strings.Split(c.path, "/")
	for i := range min(len(pattern), len(segments)) {
		if pattern[i] == "{token}" {
			segments[i] = mask.Gone
		}
	}
	return strings.Join(segments, "/")
}

// bodyOf is a request's body without secrets. A form is read as one: names may be spelled in many ways there.
func bodyOf(m *mask.Mask, h http.Header, b []byte) string {
	text := string(b)
	if strings.HasPrefix(h.Get("Content-Type"), "application/x-www-form-urlencoded") {
		text = m.Query(text)
	}
	return m.Text(text)
}

// unpacked is the beginning of an answer in plain text.
func unpacked(h http.Header, b []byte) string {
	if h.Get("Content-Encoding") != "gzip" {
		return string(b)
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return ""
	}
	plain, _ := io.ReadAll(io.LimitReader(r, maxBody)) // it was cut off: what could be read counts
	return string(plain)
}

// fillCaller notes who called, and which room the call names.
func (l *Log) fillCaller(ctx context.Context, c *call, row *chat.Call) {
	if c.p == nil {
		row.InstallationID = l.client(ctx, c)
		return
	}
	row.TokenID, row.UserID, row.InstallationID, row.BoundRoomID = c.p.TokenID, c.p.UserID(), c.p.InstallationID, c.p.RoomID
	if row.RoomID = c.p.RoomID; row.RoomID == 0 && c.room != "" {
		if room, err := l.rooms.Room(ctx, c.p, c.room); err == nil {
			row.RoomID = room.ID
		}
	}
}

// client is the installation whose client asks for a token with a basic authorization.
func (l *Log) client(ctx context.Context, c *call) int64 {
	if c.route != "/v2/oauth/token" {
		return 0
	}
	oauthID, _, ok := (&http.Request{Header: c.asked}).BasicAuth()
	if !ok || len(oauthID) > 100 {
		return 0
	}
	in, err := l.store.InstallationByOAuthID(ctx, oauthID)
	if err != nil {
		return 0
	}
	return in.ID
}

func host(address string) string {
	h, _, err := net.SplitHostPort(address)
	if err != nil {
		return ""
	}
	return h
}
