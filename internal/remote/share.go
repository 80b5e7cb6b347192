package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// File is one to share. Content is read once.
type File struct {
	Name    string
	Size    int64
	Content io.Reader
	Comment string // what is said about it
}

// ShareFile shares a file in a room in the name of the token, which may be a room's: the server's own API knows no such
// tokens, and API v2 lets only people share files.
func (c *Client) ShareFile(ctx context.Context, room string, f File) error {
	var place struct {
		UploadURL string `json:"upload_url"`
		FileID    string `json:"file_id"`
	}
	if err := c.method(ctx, "files.getUploadURLExternal", map[string]any{"filename": f.Name, "length": f.Size}, &place); err != nil {
		return err
	}
	u, err := url.Parse(place.UploadURL)
	if err != nil {
		return fmt.Errorf("where the file goes: %w", err)
	}
	if err := c.upload(ctx, u.Path, f); err != nil { // nobody is led to another server
		return err
	}
	return c.method(ctx, "files.completeUploadExternal", map[string]any{
		"files": []any{map[string]any{"id": place.FileID}}, "channel_id": room, "initial_comment": f.Comment,
	}, nil)
}

// method calls one of Slack's, whose errors stand in its answer.
func (c *Client) method(ctx context.Context, name string, in, out any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("encode request: %w", err)
	}
	answer, err := c.post(ctx, "/slack/api/"+name, "application/json", bytes.NewReader(b), -1)
	if err != nil {
		return err
	}
	var refused struct {
		OK       bool
		Error    string
		Metadata struct{ Messages []string } `json:"response_metadata"`
	}
	if err := json.Unmarshal(answer, &refused); err != nil {
		return fmt.Errorf("%s is no Stoa server: %w", c.base, err)
	}
	if !refused.OK {
		return errors.New(strings.TrimPrefix(strings.Join(append(refused.Metadata.Messages, "["+refused.Error+"]"), " "), "[ERROR] "))
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}

func (c *Client) upload(ctx context.Context, path string, f File) error {
	_, err := c.post(ctx, path, "application/octet-stream", f.Content, f.Size)
	return err
}

// post sends a body, of a known size unless that is -1, and answers what came back.
func (c *Client) post(ctx context.Context, path, media string, body io.Reader, size int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, body)
	if err != nil {
		return nil, err
	}
	if size >= 0 {
		req.ContentLength = size
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", media)
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	if res.StatusCode >= 400 {
		return nil, fmt.Errorf("%s answered %s: %s", c.base, res.Status, strings.TrimSpace(string(answer[:min(len(answer), 300)])))
	}
	return answer, nil
}
