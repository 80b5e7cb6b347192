package addon

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
)

// unreachable tells whether nothing was answered.
func unreachable(err error) bool {
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// bare drops the URL that net/http puts in front of its errors: what must stay secret can stand in it.
func bare(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

// readAll reads at most limit bytes, and refuses more.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, refuse(http.StatusBadGateway, "The server's answer ended early").because(err)
	}
	if int64(len(b)) > limit {
		return nil, refuse(http.StatusBadGateway, "The server's answer has more than %d bytes", limit)
	}
	return b, nil
}
