// Package clock holds instants and dates. Nothing below the shell asks the machine for the time:
// a shell takes a Clock, reads it once per use case, and passes the instant down.
package clock

import "time"

// Clock tells the present instant, in UTC.
type Clock func() time.Time

// System is the machine's clock, the only caller of time.Now in the product.
func System() time.Time { return time.Now().UTC() } //nolint:forbidigo // the one place that may

// At returns a Clock that always shows t.
func At(t time.Time) Clock { return t.UTC }
