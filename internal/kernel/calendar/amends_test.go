package calendar

import (
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Who amends a year by its bare number, or says nothing of what is amended, is told the id to write.
func TestARefusedAmendmentNamesTheNoticeInForce(t *testing.T) {
	t.Parallel()
	for _, amends := range []string{"2026", ""} {
		_, err := Builtin().With(Notice{ID: "2026.x", Year: 2026, Amends: amends, Title: "改", Published: date("2026-05-01"), Checked: "official"})
		for _, lang := range []text.Lang{text.Zh, text.En} {
			if err == nil || !strings.Contains(errs.Message(err, lang), `amends: "2026.1"`) {
				t.Errorf("amends %q: %v", amends, err)
			}
		}
	}
}
