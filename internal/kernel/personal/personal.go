// Package personal keeps what is about a natural person apart from the ledger that must never change.
//
// The hashed bytes of an event hold a commitment to a value, not the value: HMAC-SHA-256 under a random salt of
// 256 bits, for identity numbers and phone numbers are few enough to be guessed. Value and salt lie in a row
// beside the ledger. While the row is there, the commitment proves that it is what was registered; once it is
// deleted, the chain still verifies and nobody can tell what the value was.
//
//	value ──salt──▶ Commit ──▶ event, hashed and chained for ever
//	  └────────────▶ Secret ──▶ row that may be erased
//
// People see Mask of a value by its Sort, and the value itself only by an act that the ledger records. Keep says
// how long it may be kept.
package personal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"

	"qinlian/internal/base/text"
)

// Sort is what about a person a value tells; it decides what of it may be shown.
type Sort string

// The sorts. Of the last two nothing at all is shown: that there is something is enough.
const (
	IdentityNumber    Sort = "identity-number"    // 身份证件号码
	Phone             Sort = "phone"              // 电话
	Name              Sort = "name"               // 姓名
	Address           Sort = "address"            // 住址
	Health            Sort = "health"             // 健康、残疾、疾病
	SpecialPopulation Sort = "special-population" // 属于哪类特殊人群
)

var sorts = []struct {
	sort  Sort
	title text.Text
}{
	{IdentityNumber, text.Text{Zh: "身份证件号码", En: "identity number"}},
	{Phone, text.Text{Zh: "电话", En: "phone number"}},
	{Name, text.Text{Zh: "姓名", En: "name"}},
	{Address, text.Text{Zh: "住址", En: "address"}},
	{Health, text.Text{Zh: "健康信息", En: "health"}},
	{SpecialPopulation, text.Text{Zh: "特殊人群信息", En: "special population"}},
}

// Sorts lists the words of the sorts in the order of their constants.
func Sorts() []string {
	out := make([]string, len(sorts))
	for i, s := range sorts {
		out[i] = string(s.sort)
	}
	return out
}

// Title names a sort for a reader.
func (s Sort) Title() text.Text {
	for _, known := range sorts {
		if known.sort == s {
			return known.title
		}
	}
	return text.Text{Zh: string(s), En: string(s)}
}

// SaltSize is the length of a salt in bytes: that of the hash, so that it hides whatever value there is.
const SaltSize = sha256.Size

// Place is where a value belongs. It goes into the commitment, so that a row cannot be moved to another matter.
type Place struct{ Zone, Matter, Field string }

// Secret is a value with what opens its commitment.
type Secret struct {
	Field string
	Salt  []byte
	Value string
}

// Commit draws a salt and gives the commitment to a value, in hex, with the secret that opens it.
func Commit(at Place, value string, random io.Reader) (string, Secret, error) {
	salt := make([]byte, SaltSize)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", Secret{}, fmt.Errorf("draw a salt: %w", err)
	}
	return hex.EncodeToString(commitment(at, value, salt)), Secret{Field: at.Field, Salt: salt, Value: value}, nil
}

// Opens tells whether a secret is what was committed to at a place.
func (s *Secret) Opens(at Place, committed string) bool {
	want, err := hex.DecodeString(committed)
	return err == nil && len(s.Salt) == SaltSize && hmac.Equal(want, commitment(at, s.Value, s.Salt))
}

func commitment(at Place, value string, salt []byte) []byte {
	mac := hmac.New(sha256.New, salt)
	for _, part := range [...]string{at.Zone, at.Matter, at.Field, value} { // each with its length: no two places read alike
		_, _ = mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part)))) // a hash never fails
		_, _ = io.WriteString(mac, part)
	}
	return mac.Sum(nil)
}
