package app

import (
	"bytes"
	"testing"

	"qinlian/internal/base/errs"
)

func FuzzSenders(f *testing.F) {
	for _, words := range []string{
		"testzone: { \"12345\": { actor: 督查室主任, types: { 投诉: { kind: task, fields: { phone: phone } } } } }", "a: { b: ~ }", "a: { b: { actor: x, unknown: 1 } }", "a: &a { b: *a }", "- 1", "",
	} {
		f.Add([]byte(words))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		found, err := parseSenders(bytes.NewReader(raw), "intake.yaml")
		if err != nil && !errs.Is(err, "config.intake") {
			t.Errorf("%v is no fault of the file's", err)
		}
		for zone, of := range found {
			for sender, mapping := range of {
				if err == nil && (mapping == nil || mapping.Actor == "" || mapping.Sender == "") {
					t.Errorf("%s of %s: %+v", sender, zone, mapping)
				}
			}
		}
	})
}
