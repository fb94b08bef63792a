package door

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// A NUL ends a text for half of the world: SQLite stops reading a statement there, PostgreSQL takes none. Nobody means
// to write one, so a request that has one is refused where it comes in.

func errNUL() error {
	return errs.Newf(errs.Invalid, "http.nul", "内容中有不可见的空字符（NUL），请删去后重试", "there is an invisible NUL character in the request: take it out")
}

// addressed refuses a request with a NUL in its address.
func addressed(u *url.URL) error {
	query, err := url.QueryUnescape(u.RawQuery)
	if err != nil || strings.ContainsRune(u.Path, 0) || strings.ContainsRune(query, 0) {
		return errNUL()
	}
	return nil
}

// receive reads a request's body before anything looks at it: bounded in size and time. Uploads are read by their
// handlers, piece by piece.
func (d *Door) receive(ctx huma.Context, c *Caller) error {
	if upload, _ := ctx.Operation().Metadata["upload"].(bool); upload || ctx.Method() == http.MethodGet {
		return nil
	}
	r, w := humago.Unwrap(ctx)
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	deadline := http.NewResponseController(w)
	if err := deadline.SetReadDeadline(clock.System().Add(d.Body)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, ctx.Operation().MaxBodyBytes-1)) // huma takes one byte less than it says
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return errs.Newf(errs.Invalid, "http.too_large", "请求内容超过 %[1]d KB 的上限，没有读取；请缩短或分几次提交，长文可作附件上传",
			"the body is larger than the limit of %[1]d KB and was not read: shorten it or send it in parts; a long text can be attached as a file", large.Limit>>10).At("body").Because(err)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return errs.Newf(errs.Invalid, "http.too_slow", "请求内容没有在 %[1]d 秒内收全；请检查网络后重试，用同一 Idempotency-Key 不会重复办理",
			"the body did not arrive within %[1]d seconds: check the network and try again; under the same Idempotency-Key nothing is done twice", max(1, int(d.Body.Seconds()))).At("body").Because(err)
	}
	if err != nil {
		return errs.Newf(errs.Invalid, "http.cut_off", "请求没有收全", "the request was cut off").Because(err)
	}
	if err := deadline.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if hasNUL(body) {
		return errNUL()
	}
	if err := doubled(body).Err(); err != nil {
		return err
	}
	c.body = body
	r.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}

// hasNUL finds a NUL in JSON: as it is, or escaped.
func hasNUL(body []byte) bool {
	if bytes.IndexByte(body, 0) >= 0 {
		return true
	}
	const escaped = `\u0000`
	for rest := body; ; {
		at := bytes.Index(rest, []byte(escaped))
		if at < 0 {
			return false
		}
		backslashes := 0
		for at-backslashes > 0 && rest[at-backslashes-1] == '\\' {
			backslashes++
		}
		if backslashes%2 == 0 { // the backslash is not itself escaped
			return true
		}
		rest = rest[at+len(escaped):]
	}
}
