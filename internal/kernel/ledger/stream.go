package ledger

import "strings"

// Streams that are not matters. Of the first three a zone has one each; sessions and records have one
// stream each, under a prefix, those of registers that keep facts under their own.
const (
	StreamOrg       = "org"
	StreamMechanism = "mechanism"
	StreamCalendar  = "calendar"
	SessionPrefix   = "session/"
	RegisterPrefix  = "register/"
	FactPrefix      = "facts/"
)

// IsMatter tells a matter's stream from those of sessions, registers and the zone itself.
func IsMatter(stream string) bool {
	switch stream {
	case StreamOrg, StreamMechanism, StreamCalendar:
		return false
	}
	return !strings.HasPrefix(stream, SessionPrefix) && !strings.HasPrefix(stream, RegisterPrefix) && !strings.HasPrefix(stream, FactPrefix)
}
