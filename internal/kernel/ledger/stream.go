package ledger

import "strings"

// Streams that are not matters. Of the first three a zone has one each; sessions and records have one
// stream each, under a prefix, those of registers that keep facts under their own, and so have budget lines, claims on them
// and batches of payments.
const (
	StreamOrg       = "org"
	StreamMechanism = "mechanism"
	StreamCalendar  = "calendar"
	SessionPrefix   = "session/"
	RegisterPrefix  = "register/"
	FactPrefix      = "facts/"
	FundPrefix      = "fund/"
	ClaimPrefix     = "claim/"
	PaymentPrefix   = "payment/"
)

var prefixes = []string{SessionPrefix, RegisterPrefix, FactPrefix, FundPrefix, ClaimPrefix, PaymentPrefix}

// IsMatter tells a matter's stream from those of sessions, registers and the zone itself.
func IsMatter(stream string) bool {
	switch stream {
	case StreamOrg, StreamMechanism, StreamCalendar:
		return false
	}
	for _, p := range prefixes {
		if strings.HasPrefix(stream, p) {
			return false
		}
	}
	return true
}
