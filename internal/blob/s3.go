package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/stoachat/stoa/internal/outbound"
)

// part is how much of an upload is held in memory, in bytes: what is no longer goes in one request. S3 takes 10,000
// parts of a file.
const part = 8 << 20

// s3 is a bucket of an S3-compatible store.
type s3 struct {
	client *minio.Client
	once   *minio.Client // asks once, and says what is wrong rather than to try again
	way    *outbound.Streaming
	name   string
}

// openS3 opens a bucket. Credentials come from the environment, from the files of Amazon's programs, or from the
// machine's role, in this order. The endpoint is the administrator's, and may be an inside address.
func openS3(u *url.URL, out *outbound.Client) (bucket, error) {
	endpoint, options, err := settingsOf(u.Query())
	if err != nil {
		return nil, err
	}
	if out == nil {
		return nil, errors.New("there is no way out to it")
	}
	options.Creds = credentials.NewChainCredentials([]credentials.Provider{
		new(credentials.EnvAWS), new(credentials.FileAWSCredentials), &credentials.IAM{Client: out.HTTPClient(outbound.Machine, "credentials")},
	})
	b := s3{way: out.Streaming(outbound.Trusted, "files"), name: u.Host}
	options.Transport = b.way
	if b.client, err = minio.New(endpoint, options); err != nil {
		return nil, err
	}
	options.MaxRetries = 1
	b.once, err = minio.New(endpoint, options)
	return b, err
}

// settingsOf reads the parameters of the URL. A store at an address of its own seldom has a name of its own for each
// bucket, so there the bucket goes into the path.
func settingsOf(q url.Values) (endpoint string, o *minio.Options, err error) {
	endpoint = "s3.amazonaws.com" // the client makes the region's of it
	o = &minio.Options{Secure: true, Region: region(), MaxRetries: 3}
	for name := range q {
		switch value := q.Get(name); name {
		case "region":
			o.Region = value
		case "endpoint":
			at, err := url.Parse(value)
			if err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http" {
				return "", nil, errors.New(`the endpoint must be like "https://minio.example.org:9000"`)
			}
			endpoint, o.Secure = at.Host, at.Scheme == "https"
			if o.BucketLookup == minio.BucketLookupAuto {
				o.BucketLookup = minio.BucketLookupPath
			}
		case "use_path_style":
			inPath, err := strconv.ParseBool(value)
			if err != nil {
				return "", nil, errors.New("use_path_style must be true or false")
			}
			o.BucketLookup = minio.BucketLookupDNS
			if inPath {
				o.BucketLookup = minio.BucketLookupPath
			}
		default:
			return "", nil, fmt.Errorf("the URL of a store has no parameter %q", name)
		}
	}
	return endpoint, o, nil
}

// region is the one that Amazon's programs are told of by the environment.
func region() string {
	if r := os.Getenv("AWS_REGION"); r != "" {
		return r
	}
	return os.Getenv("AWS_DEFAULT_REGION")
}

func (s s3) put(ctx context.Context, key string, r io.Reader) (int64, error) {
	var beginning bytes.Buffer
	size, err := io.CopyN(&beginning, r, part)
	switch {
	case errors.Is(err, io.EOF):
		r = &beginning
	case err != nil:
		return 0, err
	default:
		size, r = -1, io.MultiReader(&beginning, r) // as long as it comes
	}
	info, err := s.client.PutObject(ctx, s.name, key, r, size, minio.PutObjectOptions{
		ContentType: "application/octet-stream", PartSize: part,
	})
	return info.Size, err
}

func (s s3) open(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	object, err := s.client.GetObject(ctx, s.name, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	if _, err := object.Stat(); err != nil { // the first question that is really asked
		_ = object.Close()
		if status(err) == http.StatusNotFound {
			return nil, ErrNotFound
		}
		return nil, err
	}
	return object, nil
}

func (s s3) remove(ctx context.Context, key string) error {
	if err := s.client.RemoveObject(ctx, s.name, key, minio.RemoveObjectOptions{}); err != nil && status(err) != http.StatusNotFound {
		return err
	}
	return nil
}

func (s s3) reachable(ctx context.Context) error {
	exists, err := s.once.BucketExists(ctx, s.name)
	switch {
	case status(err) == http.StatusForbidden:
		return nil
	case err == nil && !exists:
		return fmt.Errorf("there is no bucket %q", s.name)
	}
	return err
}

func (s s3) close() error {
	s.way.Close()
	return nil
}

func status(err error) int { return minio.ToErrorResponse(err).StatusCode }
