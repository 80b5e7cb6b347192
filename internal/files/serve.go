package files

import (
	"errors"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/picture"
)

// shown are the media types that a browser may open by itself; everything else is downloaded as bytes. None of them can
// run anything, and the answer's policy would not let it.
var shown = map[string]bool{
	"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true,
	"video/mp4": true, "video/webm": true, "audio/mpeg": true, "audio/ogg": true, "audio/wav": true,
	"text/plain": true,
}

// ServeHTTP answers /files/{group}/{user}/{key}/{name}. The key is the permission: there is no token.
// spec: rest-v2, 2.8
func (l *Library) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, blobKey, ok := l.find(w, r)
	if !ok {
		return
	}
	content, err := l.Blobs.Open(r.Context(), blobKey)
	if errors.Is(err, blob.ErrNotFound) {
		http.NotFound(w, r)
		return
	}
	if err != nil {
		l.fail(w, r, "The file cannot be read now", err)
		return
	}
	defer content.Close()
	setHeaders(w.Header(), f, r.PathValue("name"), blobKey)
	http.ServeContent(w, r, "", time.Time{}, content)
}

// fail says what cannot be done now, and to ask once more where it is the database that is away.
func (l *Library) fail(w http.ResponseWriter, r *http.Request, what string, err error) {
	status := http.StatusInternalServerError
	if errors.Is(err, chat.ErrAway) {
		w.Header().Set("Retry-After", chat.AwayAfter)
		status, what = http.StatusServiceUnavailable, chat.AwayText
	}
	if r.Context().Err() == nil { // else the caller hung up, which is no fault
		l.Log.ErrorContext(r.Context(), "nothing is served", "path", r.Pattern, "status", status, "error", err)
	}
	http.Error(w, what, status)
}

// find answers the file that the path names, under the media type of what is asked for: itself or its thumbnail.
func (l *Library) find(w http.ResponseWriter, r *http.Request) (f chat.StoredFile, blobKey string, ok bool) {
	f, err := l.Store.File(r.Context(), r.PathValue("key"))
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		l.fail(w, r, "The file cannot be found now", err)
		return f, "", false
	}
	name := r.PathValue("name")
	switch {
	case err != nil || f.Type == "" || r.PathValue("group") != "1" || r.PathValue("user") != strconv.FormatInt(f.UserID, 10):
	case name == f.Name:
		return f, original(f.Key), true
	case f.Thumb && name == f.ThumbName():
		f.Type = picture.EncodedType(f.Type)
		return f, thumb(f.Key), true
	}
	http.NotFound(w, r)
	return f, "", false
}

func setHeaders(h http.Header, f chat.StoredFile, name, blobKey string) {
	disposition, mediaType := "attachment", "application/octet-stream"
	if shown[f.Type] {
		disposition, mediaType = "inline", f.Type
	}
	if mediaType == "text/plain" {
		mediaType += "; charset=utf-8"
	}
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", dispositionOf(disposition, name))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Referrer-Policy", "no-referrer") // the address is the permission
	h.Set("Cache-Control", "private, max-age=86400, immutable")
	h.Set("ETag", `"`+blobKey+`"`)
}

// dispositionOf names the file twice where its name needs it: for old programs in ASCII, and in full. RFC 6266.
func dispositionOf(disposition, name string) string {
	if full := mime.FormatMediaType(disposition, map[string]string{"filename": name}); !strings.Contains(full, "*=") {
		return full
	}
	ascii := strings.Map(func(r rune) rune {
		if r > '~' || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)
	return disposition + `; filename="` + ascii + `"; filename*=UTF-8''` + extValue(name)
}

// extValue escapes what RFC 8187 does not let stand.
func extValue(name string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(name) {
		c := name[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("!#$&+-.^_`|~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

// bareType is a media type without its parameters.
func bareType(t string) string {
	bare, _, _ := strings.Cut(t, ";")
	return bare
}
