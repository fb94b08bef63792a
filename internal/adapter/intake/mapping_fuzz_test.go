package intake_test

import (
	"testing"

	"qinlian/internal/adapter/intake"
	"qinlian/internal/base/errs"
)

func FuzzRead(f *testing.F) {
	for _, words := range []string{
		"testzone: { \"12345\": { actor: 督查室主任, types: { 投诉: { kind: task, fields: { phone: phone } } } } }", "a: { b: ~ }", "a: { b: { actor: x, unknown: 1 } }", "a: &a { b: *a }", "- 1", "",
	} {
		f.Add([]byte(words))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		found, err := intake.Read("intake.yaml", raw)
		if err != nil && errs.KindOf(err) != errs.Invalid {
			t.Errorf("%v is no fault of the file's", err)
		}
		for zone, of := range found {
			for sender, mapping := range of {
				if mapping == nil || mapping.Sender == "" && sender != "" {
					t.Errorf("%s of %s: %+v", sender, zone, mapping)
				}
			}
		}
	})
}
