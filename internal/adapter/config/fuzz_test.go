package config

import (
	"testing"

	"qinlian/internal/base/errs"
)

func FuzzFile(f *testing.F) {
	for _, words := range []string{
		"listen: localhost:8080\ntls: { cert: a, key: b }\n", "limits: { body: 20s }\norigins: [https://a.example]\n", "a: &a [*a]\n", "? [a]\n: b\n", "- 1", "", "db: {db: {db: 1}}", "listen: ~\n---\nlisten: x",
	} {
		f.Add([]byte(words))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		found, faults := parse("a.yaml", raw)
		for _, fault := range faults {
			if fault.Kind != errs.Invalid || fault.Where == "" {
				t.Errorf("%+v names no place", fault)
			}
		}
		for key, words := range found.words {
			if found.places[key] == "" {
				t.Errorf("%s=%v comes from nowhere", key, words)
			}
		}
	})
}
