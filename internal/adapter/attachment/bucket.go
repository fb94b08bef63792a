package attachment

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"qinlian/internal/base/errs"
)

// Bucket is an S3-compatible storage that several nodes share: https://HOST/BUCKET or https://HOST/BUCKET/PREFIX. The bucket must
// exist. Without ID and Secret the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY count.
type Bucket struct {
	Address    string
	ID, Secret string
	Region     string // us-east-1 if ""
}

// open prepares a client; nothing is asked yet.
func (b *Bucket) open() (storage, error) {
	u, err := url.Parse(b.Address)
	var name, prefix string
	if err == nil {
		name, prefix, _ = strings.Cut(strings.Trim(u.Path, "/"), "/")
	}
	if err != nil || u.Host == "" || name == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, errs.Newf(errs.Invalid, "attachment.bucket", "存储桶地址应为 https://主机/桶名，密钥另放环境变量", "a bucket is https://HOST/BUCKET; its keys are in the environment").At(b.Address)
	}
	keys := credentials.NewEnvAWS()
	if b.ID != "" {
		keys = credentials.NewStaticV4(b.ID, b.Secret, "")
	}
	client, err := minio.New(u.Host, &minio.Options{Creds: keys, Secure: u.Scheme == "https", BucketLookup: minio.BucketLookupPath, Region: cmp.Or(b.Region, "us-east-1"), MaxRetries: 3})
	if err != nil {
		return nil, fmt.Errorf("prepare the bucket: %w", err)
	}
	return &bucket{client, name, prefix}, nil
}

func loopback(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// bucket keeps content under PREFIX/content/ZONE/HH/HASH.
type bucket struct {
	client       *minio.Client
	name, prefix string
}

func (b *bucket) key(zone, hash string) string { return path.Join(b.prefix, placeOf(zone, hash)) }

func (b *bucket) put(ctx context.Context, s *Staged) error {
	file, err := s.files.root.Open(s.place)
	if err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	defer file.Close() //nolint:errcheck // was only read
	if _, err := b.client.PutObject(ctx, b.name, b.key(s.Zone, s.Hash), file, s.Size, minio.PutObjectOptions{ContentType: "application/octet-stream"}); err != nil {
		return unreachable(err)
	}
	s.Discard()
	return nil
}

// soon is how long a question may take that others wait for.
const soon = 10 * time.Second

func (b *bucket) has(ctx context.Context, zone, hash string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	_, err := b.client.StatObject(ctx, b.name, b.key(zone, hash), minio.StatObjectOptions{})
	if missing(err) {
		return false, nil
	}
	if err != nil {
		return false, unreachable(err)
	}
	return true, nil
}

func (b *bucket) open(ctx context.Context, zone, hash string) (Content, error) {
	object, err := b.client.GetObject(ctx, b.name, b.key(zone, hash), minio.GetObjectOptions{})
	if err == nil {
		_, err = object.Stat()
	}
	switch {
	case missing(err):
		return nil, errs.Newf(errs.NotFound, "attachment.lost", "附件内容不在存储中，请告诉管理员从备份恢复", "the content is not in the storage: ask the administrator to restore it from a backup").Because(err)
	case err != nil:
		return nil, unreachable(err)
	}
	return object, nil
}

func (b *bucket) remove(ctx context.Context, zone, hash string) error {
	ctx, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	if err := b.client.RemoveObject(ctx, b.name, b.key(zone, hash), minio.RemoveObjectOptions{}); err != nil && !missing(err) {
		return unreachable(err)
	}
	return nil
}

func (b *bucket) old(ctx context.Context, before time.Time, each func(zone, hash string) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: path.Join(b.prefix, kept) + "/", Recursive: true}) {
		if o.Err != nil {
			return unreachable(o.Err)
		}
		if !o.LastModified.Before(before) {
			continue
		}
		zone, hash, ok := zoneOf(strings.TrimPrefix(strings.TrimPrefix(o.Key, b.prefix), "/"))
		if !ok {
			continue
		}
		if err := each(zone, hash); err != nil {
			return err
		}
	}
	return nil
}

func missing(err error) bool {
	said := minio.ErrorResponse{}
	return errors.As(err, &said) && said.StatusCode == http.StatusNotFound && said.Code != minio.NoSuchBucket
}

func unreachable(err error) error {
	return errs.Newf(errs.Refused, "attachment.no_storage", "附件存储暂时不可用，请稍后再试，或告诉管理员", "the storage of files cannot be reached: try later, or tell the administrator").Because(err)
}
