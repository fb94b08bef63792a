package ledger

import "testing"

func TestAnEventAboutALetterTellsItsNumber(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ kind, data, want string }{
		{"letter-issued", `{"command":"issue-letter","letter":{"id":"L1","number":"督〔2023〕1号"}}`, "督〔2023〕1号"},
		{"letter-withdrawn", `{"command":"withdraw-letter","letter":{"id":"L1"}}`, ""},
		{"letter-late", `{"id":"L1"}`, ""},
		{"registered", `{"number":"1号","letter":{"number":"督〔2023〕1号"}}`, ""},
	} {
		if got := LetterNumber(&Event{Type: tt.kind, Data: []byte(tt.data)}); got != tt.want {
			t.Errorf("%s: %q", tt.kind, got)
		}
	}
}
