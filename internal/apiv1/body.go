package apiv1

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"

	"github.com/stoachat/stoa/internal/chat"
)

// maxBody bounds a request body: 10,000 characters, each of four bytes escaped as twelve, four times over.
const maxBody = 512 << 10

// readBody reads the parameters of a body: a form, a multipart form or a JSON object. The type of an empty body
// means nothing, and a body of any other type is read as a form. spec: rest-v1, 1.3; client-quirks, B11, T7.
func readBody(w http.ResponseWriter, r *http.Request, add func(name, value string)) (body []byte, err error) {
	body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, chat.Errorf(chat.TooLarge, "The request body is larger than %d bytes.", large.Limit)
	case err != nil:
		return nil, chat.Errorf(chat.Invalid, "The request body ended early.")
	case len(bytes.TrimSpace(body)) == 0:
		return nil, nil
	}
	mediaType, args, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case mediaType == "multipart/form-data" && err == nil:
		return body, parseMultipart(body, args["boundary"], add)
	case mediaType == "application/json":
		return body, parseJSON(body, add)
	case bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) && json.Valid(body):
		return body, parseJSON(body, add)
	}
	parseForm(string(body), add)
	return body, nil
}

// parseMultipart reads the fields that PHP's cURL sends for an array. Files are passed over: v1 takes none.
// spec: client-quirks, V1.
func parseMultipart(body []byte, boundary string, add func(name, value string)) error {
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for range maxParams {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errBadMultipart
		}
		if part.FileName() != "" {
			continue
		}
		value, err := io.ReadAll(part) // no more than the body, which is bounded
		if err != nil {
			return errBadMultipart
		}
		add(part.FormName(), string(value))
	}
	return nil
}

var errBadMultipart = chat.Errorf(chat.Invalid, "The request body is not valid multipart/form-data.")

// parseJSON reads an object. Members that are no scalars are no parameters of any method, and are ignored as such.
func parseJSON(body []byte, add func(name, value string)) error {
	var object map[string]any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	err := d.Decode(&object)
	if err == nil {
		_, err = d.Token()
	}
	if !errors.Is(err, io.EOF) {
		return chat.Errorf(chat.Invalid, "The request body is not a JSON object.")
	}
	for name, v := range object {
		switch v := v.(type) {
		case string:
			add(name, v)
		case json.Number:
			add(name, v.String())
		case bool:
			add(name, strconv.FormatBool(v))
		}
	}
	return nil
}
