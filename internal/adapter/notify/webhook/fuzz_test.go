package webhook_test

import (
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/notify/webhook"
	"qinlian/internal/base/errs"
)

func FuzzSecret(f *testing.F) {
	for _, s := range []string{"whsec_" + strings.Repeat("A", 44), "whsec_", "whsec_" + strings.Repeat("A", 31) + "=", "whsec_\r\n" + strings.Repeat("A", 44), ""} {
		f.Add(s, "id", []byte("{}"))
	}
	f.Fuzz(func(t *testing.T, secret, id string, body []byte) {
		signed, err := webhook.Sign(secret, id, time.Unix(1, 0), body)
		if bad := webhook.CheckSecret(secret); (bad == nil) != (err == nil) || bad != nil && !errs.Is(bad, "webhook.bad_secret") {
			t.Errorf("%q: %v when it is entered and %v when it signs", secret, bad, err)
		}
		if strings.ContainsAny(signed, "\r\n ") {
			t.Errorf("%q is no header", signed)
		}
	})
}
