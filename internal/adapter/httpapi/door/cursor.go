package door

import (
	"encoding/base64"
	"unicode/utf8"

	"qinlian/internal/base/errs"
)

// Cursor says where a page ended, opaque to whoever passes it back. It grants nothing: the next page is
// filtered and scoped like the first.
func Cursor(last string) string { return base64.RawURLEncoding.EncodeToString([]byte(last)) }

// ReadCursor reads what Cursor made; http.cursor where somebody else made it.
func ReadCursor(s string) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || !utf8.Valid(raw) {
		return "", errs.Newf(errs.Invalid, "http.cursor", "after 不是本接口给出的翻页标记，请从第一页开始", "after is not a cursor of this interface: begin with the first page").At("query.after")
	}
	return string(raw), nil
}
