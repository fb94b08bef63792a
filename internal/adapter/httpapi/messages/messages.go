// Package messages is the interface to what the product tells and is told: a person's inbox and how they want to hear,
// the webhooks of other systems, what waits to leave the house, work orders that come in, and the jobs that do all of
// it. The system administrator runs webhooks, deliveries and jobs; none of them shows what a matter says.
package messages

import (
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/intake"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/notify"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/adapter/notify/webhook"
)

// Parts is what tells and is told.
type Parts struct {
	Notify  *notify.Notify
	Hooks   *webhook.Hooks
	Outbox  *outbox.Outbox
	Jobs    *jobs.Client
	Intake  *intake.Intake
	Machine Machine
	Senders intake.Senders // what becomes of work orders, by zone and sender
}

// api declares the operations.
type api struct {
	*door.Door
	Parts
}

// Declare adds the operations on messages.
func Declare(d *door.Door, parts Parts) {
	a := &api{d, parts}
	a.inbox()
	a.hooks()
	a.deliveries()
	a.jobs()
	a.machine()
	a.intake()
}

// InZone names the zone of a path.
type InZone struct {
	Zone string `path:"zone" maxLength:"64"`
}
