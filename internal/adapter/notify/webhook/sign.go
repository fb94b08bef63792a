package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/base/errs"
)

// The headers of the Standard Webhooks convention (standardwebhooks.com).
const (
	HeaderID        = "Webhook-Id"        // the same for each attempt: what to be idempotent by
	HeaderTimestamp = "Webhook-Timestamp" // of the attempt, seconds since 1970
	HeaderSignature = "Webhook-Signature" // "v1,BASE64", several with blanks between
)

const (
	secretPrefix = "whsec_"
	leastSecret  = 24 // bytes, as the convention asks
	mostSecret   = 64
)

// NewSecret makes a secret of 32 random bytes.
func NewSecret(random io.Reader) (string, error) {
	key := make([]byte, 32)
	if _, err := io.ReadFull(random, key); err != nil {
		return "", fmt.Errorf("make a secret: %w", err)
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(key), nil
}

// keyOf reads a secret: whsec_ and 24 to 64 bytes in base64.
func keyOf(secret string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil || !strings.HasPrefix(secret, secretPrefix) || len(key) < leastSecret || len(key) > mostSecret {
		return nil, errs.Newf(errs.Invalid, "webhook.bad_secret", "密钥应为 whsec_ 加 24 至 64 字节的 Base64", "a secret is whsec_ and 24 to 64 bytes in base64")
	}
	return key, nil
}

// CheckSecret tells whether a secret that somebody entered can sign.
func CheckSecret(secret string) error {
	_, err := keyOf(secret)
	return err
}

// Sign gives the signature of a message at an instant: HMAC-SHA256 of "id.timestamp.body".
func Sign(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := keyOf(secret)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s.%d.%s", id, at.Unix(), body) // a hash never fails
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// Headers gives the headers of a message, signed with each of the secrets: the new one and, while it is being
// rotated, the old.
func Headers(id string, at time.Time, body []byte, secrets ...string) (http.Header, error) {
	signatures := make([]string, len(secrets))
	for i, secret := range secrets {
		var err error
		if signatures[i], err = Sign(secret, id, at, body); err != nil {
			return nil, err
		}
	}
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set(HeaderID, id)
	h.Set(HeaderTimestamp, strconv.FormatInt(at.Unix(), 10))
	h.Set(HeaderSignature, strings.Join(signatures, " "))
	return h, nil
}
