package identity

import (
	"bytes"
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/base/errs"
)

type ctxT = context.Context

func codes(err error) string {
	l, ok := err.(errs.List) //nolint:errorlint // lists are returned as they are
	if !ok {
		return errs.CodeOf(err)
	}
	var out []string
	for _, e := range l {
		out = append(out, e.Code)
	}
	return strings.Join(out, " ")
}

func TestThePolicy(t *testing.T) {
	p := Policy{}
	p.fill()
	for password, want := range map[string]string{
		"correct horse battery": "",
		"梅林关外雨初晴山色青青柳色新":        "",
		"Gz7#kp2w":        "",
		"gz7#kp2w":        "",
		"gz7kp2w8":        "identity.password_short", // two sorts
		"Gz7#kp2":         "identity.password_short",
		"":                "identity.password_short identity.password_common",
		"Password123!":    "identity.password_common",
		"P@ssw0rd2023":    "identity.password_common",
		"!!Qinlian2026!!": "identity.password_common",
		"qwertyqwerty":    "identity.password_common",
		"aaaaaaaaaaaab":   "identity.password_common",
		"1234567890123":   "identity.password_common",
		"abcdefghijklmn":  "identity.password_common",
		"my login is ＺｈａｏＳｈａｎｇ!":   "identity.password_login",
		"tab\tbed in the password": "identity.password_letters",
		strings.Repeat("ab12", 33): "identity.password_long",
	} {
		if got := codes(errsOf(p.Check(password, "zhaoshang"))); got != want && (want != "" || got != "internal") {
			t.Errorf("%q: %s, want %s", password, got, want)
		}
	}
}

func errsOf(l errs.List) error { return l }

func TestAPasswordMadeByUsFitsThePolicyAndIsDifferentEachTime(t *testing.T) {
	d := &Directory{config: Config{Random: rand.Reader}, hasher: newHasher(cheap, 1, rand.Reader)}
	seen := map[string]bool{}
	p := Policy{}
	p.fill()
	for range 200 {
		password, hash, err := d.freshPassword(t.Context())
		must(t, err)
		if l := p.Check(password, "somebody"); len(l) > 0 || seen[password] {
			t.Errorf("%q: %v", password, l)
		}
		seen[password] = true
		if ok, stale, err := d.hasher.verify(t.Context(), password, hash); !ok || stale || err != nil {
			t.Errorf("%q does not fit its hash: %v", password, err)
		}
	}
}

func TestTheSamePasswordTypedInAnotherNormalFormIsTheSame(t *testing.T) {
	h := newHasher(cheap, 1, rand.Reader)
	hash, err := h.hash(t.Context(), "caf\u00e9 au lait")
	must(t, err)
	for password, want := range map[string]bool{strings.Repeat("x", 1<<20): false, "cafe\u0301 au lait": true, "cafe au lait": false, "": false} {
		if ok, _, err := h.verify(t.Context(), password, hash); ok != want || err != nil {
			t.Errorf("%q: %v, %v", password, ok, err)
		}
	}
}

func TestOnlySoManyPasswordsAreHashedAtOnce(t *testing.T) {
	h := newHasher(cheap, 1, rand.Reader)
	h.slots <- struct{}{} // one is being hashed
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.hash(ctx, "x"); err == nil {
		t.Error("a second was hashed beside it")
	}
	<-h.slots
	if _, err := h.hash(t.Context(), "x"); err != nil {
		t.Error(err)
	}
}

func TestAHashIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &phc{
			Cost: Cost{Memory: rapid.Uint32Range(1, mostMemory).Draw(t, "m"), Passes: rapid.Uint32Range(1, mostPasses).Draw(t, "t"), Lanes: uint8(rapid.IntRange(1, mostLanes).Draw(t, "p"))},
			salt: rapid.SliceOfN(rapid.Byte(), 8, 64).Draw(t, "salt"), hash: rapid.SliceOfN(rapid.Byte(), 8, 64).Draw(t, "hash"),
		}
		got, err := parsePHC(p.String())
		if err != nil || got.Cost != p.Cost || !bytes.Equal(got.salt, p.salt) || !bytes.Equal(got.hash, p.hash) {
			t.Fatalf("%s: %+v, %v", p, got, err)
		}
	})
}

func FuzzPHC(f *testing.F) {
	for _, s := range []string{"", "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo", "$argon2id$v=19$m=4294967295,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo", "$argon2i$v=19$m=8,t=1,p=1$$", "$argon2id$v=19$m=08,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePHC(s)
		if err != nil {
			return
		}
		if p.String() != s || p.Memory > mostMemory || p.Passes > mostPasses || p.Lanes > mostLanes || p.Memory == 0 || p.Passes == 0 || p.Lanes == 0 {
			t.Errorf("%q was read as %+v", s, p)
		}
	})
}

func FuzzToken(f *testing.F) {
	for _, s := range []string{"", "qlt_", "qlt_" + strings.Repeat("A", 43), "qlt_" + strings.Repeat("A", 42) + "B", "qlt_" + strings.Repeat("A", 43) + "\n", "QLT_" + strings.Repeat("A", 43)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, err := ParseToken(s)
		if err == nil && (len(b) != tokenBytes || len(s) != len(tokenPrefix)+43) {
			t.Errorf("%q was read as %x", s, b)
		}
	})
}

func FuzzPolicy(f *testing.F) {
	f.Add("Password123!", "admin")
	f.Add("\xff\x00", "")
	f.Fuzz(func(t *testing.T, password, login string) {
		p := Policy{}
		p.fill()
		if n := len([]rune(password)); len(p.Check(password, login)) == 0 && (n < p.Short || n > longestPassword) {
			t.Errorf("%q was let through", password)
		}
	})
}

func TestWhatIsSealedOpensForItsPurposeWithAnyKeyStillKnownAndForNothingElse(t *testing.T) {
	old, fresh := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	ring := func(keys ...[]byte) keyring {
		r, err := newKeyring(keys)
		must(t, err)
		return r
	}
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		sealed, err := ring(old).seal(rand.Reader, plain, "totp:a")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ring(fresh, old).open(sealed, "totp:a"); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("with the old key kept: %v", err)
		}
		if _, err := ring(fresh).open(sealed, "totp:a"); err == nil {
			t.Fatal("it opens with another key")
		}
		if _, err := ring(old).open(sealed, "totp:b"); err == nil {
			t.Fatal("it opens for another account")
		}
		sealed[rapid.IntRange(0, len(sealed)-1).Draw(t, "at")] ^= 1
		if _, err := ring(old).open(sealed, "totp:a"); err == nil {
			t.Fatal("it opens after a bit was changed")
		}
	})
	_, err := newKeyring([][]byte{old[:31]})
	wantCode(t, err, "identity.short_key")
	_, err = newKeyring(nil)
	wantCode(t, err, "identity.no_key")
}
