package hipchat

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
)

// Upload is a file to share. Content is read once, while it is sent; where it is an io.Seeker, as an *os.File is, the
// server learns its size, and a refused upload can be repeated.
type Upload struct {
	Name        string // as people see it
	ContentType string // empty: found out from the beginning of the content
	Content     io.Reader
	Message     string // what is said about it; up to MaxShareMessage characters
}

// ShareFileWithRoom shares a file with everybody in a room. spec: rest-v2, share_file_with_room
func (c *Client) ShareFileWithRoom(ctx context.Context, room ID, file Upload) error {
	return c.share(ctx, "share_file_with_room", path{"room", room, "share", "file"}, file)
}

// ShareFileWithUser shares a file with one person. spec: rest-v2, share_file_with_user
func (c *Client) ShareFileWithUser(ctx context.Context, user ID, file Upload) error {
	return c.share(ctx, "share_file_with_user", path{"user", user, "share", "file"}, file)
}

// ShareLinkWithRoom shares a link with everybody in a room. spec: rest-v2, share_link_with_room
func (c *Client) ShareLinkWithRoom(ctx context.Context, room ID, in ShareLinkRequest) error {
	return c.send(ctx, "share_link_with_room", http.MethodPost, path{"room", room, "share", "link"}, in, nil)
}

// ShareLinkWithUser shares a link with one person. spec: rest-v2, share_link_with_user
func (c *Client) ShareLinkWithUser(ctx context.Context, user ID, in ShareLinkRequest) error {
	return c.send(ctx, "share_link_with_user", http.MethodPost, path{"user", user, "share", "link"}, in, nil)
}

// Download opens a file or a picture at the address that File or a method answered. These addresses need no token, and
// none is sent, so they may lead to any server. The file is the caller's to close, and ends with an error after MaxUpload bytes.
func (c *Client) Download(ctx context.Context, address string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("download: %w", bare(err))
	}
	req.Header.Set("User-Agent", c.agent)
	res, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("download: %w", bare(err))
	}
	if res.StatusCode != http.StatusOK {
		defer res.Body.Close()
		return nil, fmt.Errorf("download: %w", c.errorOf(res))
	}
	return http.MaxBytesReader(nil, res.Body, MaxUpload), nil
}

func (c *Client) share(ctx context.Context, op string, p path, file Upload) error {
	b, err := file.body()
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return c.do(ctx, call{op: op, method: http.MethodPost, path: p, body: b})
}

// body writes the two documented parts: the metadata, and the file as it is. spec: rest-v2, 4.7.
func (u Upload) body() (*body, error) {
	kind, content, err := u.kind()
	if err != nil {
		return nil, err
	}
	s, err := newStream(content)
	if err != nil {
		return nil, err
	}
	metadata, err := json.Marshal(FileMetadata{Message: u.Message})
	if err != nil {
		return nil, err
	}
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	part(w, "application/json; charset=UTF-8", `attachment; name="metadata"`).Write(metadata)
	part(w, kind, `attachment; name="file"; filename="`+quoted(u.Name)+`"`)
	s.head, s.tail = head.Bytes(), []byte("\r\n--"+w.Boundary()+"--\r\n")
	return &body{kind: `multipart/related; boundary="` + w.Boundary() + `"`, file: s}, nil
}

// part begins a part. Writing into memory does not fail.
func part(w *multipart.Writer, kind, disposition string) io.Writer {
	p, _ := w.CreatePart(textproto.MIMEHeader{"Content-Type": {kind}, "Content-Disposition": {disposition}})
	return p
}

func quoted(name string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", " ", "\n", " ").Replace(name)
}

// kind is the content's type. A second part of application/json would be taken for the metadata, so a JSON file goes as
// text, as it went from the vendor's own client. spec: rest-v2, 4.7.
func (u Upload) kind() (kind string, content io.Reader, err error) {
	kind, content = u.ContentType, u.Content
	if kind == "" {
		if kind, content, err = sniff(content); err != nil {
			return "", nil, err
		}
	}
	media, _, err := mime.ParseMediaType(kind)
	if err != nil {
		return "", nil, fmt.Errorf("content type %q: %w", kind, err)
	}
	if media == "application/json" {
		kind = "text/plain"
	}
	return kind, content, nil
}

// sniffed is how much of a file net/http looks at to know its type.
const sniffed = 512

func sniff(content io.Reader) (string, io.Reader, error) {
	if s, ok := content.(io.Seeker); ok {
		if start, err := s.Seek(0, io.SeekCurrent); err == nil {
			begin := make([]byte, sniffed)
			n, err := io.ReadFull(content, begin)
			if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
				return "", nil, err
			}
			_, err = s.Seek(start, io.SeekStart)
			return http.DetectContentType(begin[:n]), content, err
		}
	}
	r := bufio.NewReaderSize(content, sniffed)
	begin, err := r.Peek(sniffed)
	if err != nil && err != io.EOF {
		return "", nil, err
	}
	return http.DetectContentType(begin), r, nil
}

func base64Of(picture []byte) string { return base64.StdEncoding.EncodeToString(picture) }
