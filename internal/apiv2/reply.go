package apiv2

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// reply holds a JSON answer back until it is whole, so that it can be compared with what the caller has already, and
// packed. Routes that answer no body, like the one that posts notifications, go without.
type reply struct {
	http.ResponseWriter
	status int
	body   []byte
}

// WriteHeader implements http.ResponseWriter.
func (rp *reply) WriteHeader(status int) {
	if rp.status == 0 {
		rp.status = status
	}
}

// Write implements http.ResponseWriter.
func (rp *reply) Write(b []byte) (int, error) {
	rp.WriteHeader(http.StatusOK)
	rp.body = append(rp.body, b...)
	return len(b), nil
}

// send lets the answer go: 304 for what the caller has, gzip where that was asked for and is worth it.
func (rp *reply) send(r *http.Request, packers *sync.Pool) {
	h := rp.Header()
	rp.WriteHeader(http.StatusOK)
	if rp.status == http.StatusOK && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		tag := entityTag(rp.body)
		h["Etag"] = []string{tag}
		if h["Cache-Control"] == nil {
			h["Cache-Control"] = []string{"private, no-cache"} // it is the caller's alone, and good while the tag is
		}
		if knows(r.Header["If-None-Match"], tag) {
			delete(h, "Content-Type")
			rp.ResponseWriter.WriteHeader(http.StatusNotModified)
			return
		}
	}
	rp.pack(r, packers)
	if len(rp.body) > 0 {
		h["Content-Length"] = []string{strconv.Itoa(len(rp.body))}
	}
	rp.ResponseWriter.WriteHeader(rp.status)
	_, _ = rp.ResponseWriter.Write(rp.body) // a caller that hung up is no error of ours; net/http sends none for HEAD
}

// minPacked is what fits into one packet anyway, in bytes.
const minPacked = 1400

// pack compresses a body that is worth it. spec: client-quirks, T9; auth, 16.
func (rp *reply) pack(r *http.Request, packers *sync.Pool) {
	h := rp.Header()
	if len(rp.body) < minPacked || h.Get("Cache-Control") == "no-store" {
		return
	}
	h.Add("Vary", "Accept-Encoding")
	if !asksForGzip(r.Header["Accept-Encoding"]) {
		return
	}
	packer, ok := packers.Get().(*gzip.Writer)
	if !ok {
		packer, _ = gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a valid one
	}
	defer packers.Put(packer)
	packed := bytes.NewBuffer(make([]byte, 0, len(rp.body)/4))
	packer.Reset(packed)
	_, _ = packer.Write(rp.body) // a buffer takes everything
	_ = packer.Close()
	rp.body = packed.Bytes()
	h["Content-Encoding"] = []string{"gzip"}
}

// asksForGzip tells whether the headers name gzip without ruling it out. A star is not enough: whoever sends one did
// not say that they can unpack it.
func asksForGzip(accepted []string) bool {
	for _, value := range accepted {
		for coding := range strings.SplitSeq(value, ",") {
			name, weight, _ := strings.Cut(coding, ";")
			if strings.EqualFold(strings.TrimSpace(name), "gzip") && !isZero(weight) {
				return true
			}
		}
	}
	return false
}

// isZero tells whether a weight is q=0, q=0.0 and so on.
func isZero(weight string) bool {
	_, q, ok := strings.Cut(weight, "=")
	if !ok {
		return false
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
	return err != nil || v <= 0
}

// entityTag names a body. It is a weak one, since the body may travel packed or not.
func entityTag(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// knows tells whether If-None-Match names the tag. Weak tags and strong ones compare alike here.
func knows(headers []string, tag string) bool {
	tag = strings.TrimPrefix(tag, "W/")
	for _, value := range headers {
		for known := range strings.SplitSeq(value, ",") {
			if known = strings.TrimSpace(known); known == "*" || strings.TrimPrefix(known, "W/") == tag {
				return true
			}
		}
	}
	return false
}
