package blob

import (
	"context"
	"net/url"

	"gocloud.dev/blob"
	"gocloud.dev/blob/s3blob"
)

// openS3 opens a bucket. Credentials come from the environment, as for every program of Amazon's. A store at an
// address of its own seldom has a name of its own for each bucket, so there the bucket goes into the path.
func openS3(ctx context.Context, u *url.URL) (*blob.Bucket, error) {
	q := u.Query()
	if q.Has("endpoint") && !q.Has("use_path_style") {
		q.Set("use_path_style", "true")
		u.RawQuery = q.Encode()
	}
	return new(s3blob.URLOpener).OpenBucketURL(ctx, u)
}
