package door

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
)

// Answers remembers what was answered under an Idempotency-Key, for as long as a sender may try again.
type Answers interface {
	// Answer gives what was answered under a key; nil where nothing was.
	Answer(ctx context.Context, zone, account, key string) (*database.Answer, error)
	// KeepAnswer stores an answer in the transaction of ctx; errs.Conflict when the key has one already.
	KeepAnswer(ctx context.Context, a *database.Answer) error
}

// idempotency is the key of the request at hand; "" where it has none.
type idempotency struct {
	key, request string
}

// mostKey bounds a key's length.
const mostKey = 128

// answerAgain answers a request whose key was answered before: the same body the same, another body with 409.
func (d *Door) answerAgain(ctx huma.Context, c *Caller) (done bool, err error) {
	key := ctx.Header("Idempotency-Key")
	if reads, _ := ctx.Operation().Metadata["reads"].(bool); reads {
		return false, nil
	}
	r, _ := humago.Unwrap(ctx)
	_, said := r.Header["Idempotency-Key"]
	if !said || ctx.Method() != http.MethodPost || c.Account == nil {
		return false, nil
	}
	if key == "" {
		return false, errs.Newf(errs.Invalid, "http.key_empty", "Idempotency-Key 是空的：请写上一个没有用过的值，或不带这个请求头", "the Idempotency-Key is empty: write one that was not used before, or leave the header out")
	}
	if len(key) > mostKey {
		return false, errs.Newf(errs.Invalid, "http.key_too_long", "Idempotency-Key 最多 %[1]d 个字符", "Idempotency-Key may have %[1]d characters at most", mostKey)
	}
	if upload, _ := ctx.Operation().Metadata["upload"].(bool); upload { // what it asks for is known once it was received (Asked)
		c.key = idempotency{key: key}
		return false, nil
	}
	sum := d.digest()
	_, _ = io.WriteString(sum, r.Method+" "+r.URL.RequestURI()+"\n")
	sum.Write(c.body)
	c.key = idempotency{key, hex.EncodeToString(sum.Sum(nil))}
	given, err := d.Answers.Answer(r.Context(), c.Account.Zone, c.Account.ID, key)
	if err != nil || given == nil {
		return false, err
	}
	if given.Request != c.key.request {
		return false, keyReused()
	}
	ctx.SetHeader("Content-Type", "application/json")
	if given.Status >= http.StatusBadRequest {
		ctx.SetHeader("Content-Type", (&Problem{}).ContentType(""))
	}
	ctx.SetHeader("Idempotency-Replayed", "true")
	for name, value := range map[string]string{"ETag": given.ETag, "Location": given.Place} {
		if value != "" {
			ctx.SetHeader(name, value)
		}
	}
	ctx.SetStatus(given.Status)
	_, err = ctx.BodyWriter().Write(given.Body)
	return true, err
}

// digest tells requests apart without telling what they say: a body may be a password or an identity number, which a
// plain hash that is kept would let be guessed.
func (d *Door) digest() hash.Hash { return hmac.New(sha256.New, d.Secret) }

func keyReused() error {
	return errs.Newf(errs.Conflict, "http.key_reused", "这个 Idempotency-Key 已用于另一个请求，请换一个", "this Idempotency-Key was used for another request: choose another")
}

// Keep stores the answer that is about to be given, in the transaction that brings about what it tells.
func (d *Door) Keep(ctx context.Context, c *Caller, status int, etag, place string, body any) error {
	if c.key.key == "" {
		return nil
	}
	var raw []byte
	if body != nil {
		var err error
		if raw, err = encode(body); err != nil {
			return err
		}
	}
	return d.Answers.KeepAnswer(ctx, &database.Answer{
		Zone: c.Account.Zone, Account: c.Account.ID, Key: c.key.key, Request: c.key.request, Status: status, ETag: etag, Place: place, Body: raw, At: d.Now(),
	})
}

// encode writes a body as the interface does.
func encode(body any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(body)
	return b.Bytes(), err
}
