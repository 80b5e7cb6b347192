package api

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"

	"golang.org/x/net/http/httpguts"
)

// packedFrom is from how many bytes on an answer is worth packing.
const packedFrom = 4 << 10

// answerRoster answers a list that the page asks for again and again, and that is long where there are many people and
// rooms: who has the same already is told so, and who takes gzip gets it packed.
func (a *API) answerRoster(w http.ResponseWriter, r *http.Request, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	sum := sha256.Sum256(b)
	tag := `W/"` + hex.EncodeToString(sum[:16]) + `"` // a weak one: packed or not, it says the same
	w.Header().Set("ETag", tag)
	w.Header().Set("Vary", "Accept-Encoding")
	if httpguts.HeaderValuesContainsToken(r.Header["If-None-Match"], tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	w.Header().Set("Content-Type", "application/json")
	// Browsers name what they take without weights; who gives weights, like gzip;q=0, gets the answer as it is.
	if len(b) < packedFrom || !httpguts.HeaderValuesContainsToken(r.Header["Accept-Encoding"], "gzip") {
		_, _ = w.Write(b) // a caller that hung up is no error of ours
		return nil
	}
	w.Header().Set("Content-Encoding", "gzip")
	z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return fmt.Errorf("pack answer: %w", err)
	}
	_, _ = z.Write(b)
	_ = z.Close()
	return nil
}
