package subscribe

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/kernel/ledger"
)

// Look compares what holds with what was told, for everybody of the zone for whom something happened since or another day
// has begun, and tells what differs. It makes up for runs that were missed, and may run on several nodes: each difference is
// told once. It returns how many notices it made.
func (d *Desk) Look(ctx context.Context, zone string) (int, error) {
	ctx = database.InZone(ctx, zone)
	if err := d.follow(ctx, zone); err != nil {
		return 0, err
	}
	now := d.Engine.NowIn(zone)
	day, err := d.today(ctx, zone, now)
	if err != nil {
		return 0, err
	}
	var due []Subscription
	err = d.DB.Conn(ctx).NewSelect().Model(&due).Where("zone_id = ?", zone).Where("due OR day < ?", int32(day)).OrderExpr("owner").Scan(ctx)
	if err != nil {
		return 0, database.Explain(fmt.Errorf("find whom to tell: %w", err))
	}
	made := 0
	for i := range due {
		n, err := d.look(ctx, zone, &due[i])
		if err != nil {
			return made, fmt.Errorf("subscription of %s: %w", due[i].Owner, err)
		}
		made += n
	}
	return made, nil
}

// follow marks the subscriptions whose results what happened since may have changed.
func (d *Desk) follow(ctx context.Context, zone string) error {
	_, err := outbox.Follow(ctx, d.DB, zone, reader, func(_ context.Context, events []ledger.Event) (func(context.Context) error, error) {
		all, records := touched(events)
		return func(ctx context.Context) error {
			mark := d.DB.Conn(ctx).NewUpdate().Model((*Subscription)(nil)).Set("due = ?", true).Set("revision = revision + 1").Where("zone_id = ?", zone)
			if !all {
				if len(records) == 0 {
					return nil
				}
				mark = mark.Where("owner IN (SELECT owner FROM subscription_results WHERE zone_id = ? AND clause = '' AND record IN (?))", zone, bun.List(records))
			}
			_, err := mark.Exec(ctx)
			return err
		}, nil
	})
	return err
}

// touched tells which records events are about; all where mechanisms or the calendar changed, or a record is new and may
// be anybody's.
func touched(events []ledger.Event) (all bool, records []string) {
	seen := map[string]bool{}
	for i := range events {
		e := &events[i]
		fact := strings.HasPrefix(e.Stream, ledger.FactPrefix)
		switch {
		case e.Stream == ledger.StreamMechanism, e.Stream == ledger.StreamCalendar, fact && e.Seq == 1, strings.HasPrefix(e.Stream, ledger.RegisterPrefix) && e.Seq == 1:
			return true, nil
		case fact, strings.HasPrefix(e.Stream, ledger.RegisterPrefix):
			if parts := strings.SplitN(e.Stream, "/", 3); len(parts) == 3 {
				seen[parts[2]] = true
			}
		}
	}
	return false, slices.Collect(maps.Keys(seen))
}

// look compares for one subscription; where it has been changed, or another node was faster, it does nothing.
func (d *Desk) look(ctx context.Context, zone string, s *Subscription) (made int, err error) {
	parties, there, err := d.Parties(ctx, s.Account)
	if err != nil {
		return 0, err
	}
	if !there {
		return 0, d.forget(ctx, zone, s.Owner)
	}
	if len(parties) == 0 { // locked: what it missed it is told when it is open again
		return 0, nil
	}
	day, has, err := d.find(ctx, zone, parties, d.Engine.NowIn(zone))
	if err != nil {
		return 0, err
	}
	err = d.DB.InTx(ctx, func(ctx context.Context) error {
		made = 0
		moved, err := d.DB.Conn(ctx).NewUpdate().Model((*Subscription)(nil)).Set("due = ?", false).Set("day = ?", int32(day)).Set("revision = revision + 1").
			Where("zone_id = ?", zone).Where("owner = ?", s.Owner).Where("revision = ?", s.Revision).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := moved.RowsAffected(); err != nil || n == 0 {
			return err
		}
		had, err := d.told(ctx, zone, s.Owner)
		if err != nil || maps.Equal(had, has) {
			return err
		}
		for _, n := range differences(s.Wish(), had, has) {
			if err := d.Notify.Tell(ctx, zone, s.Owner, n.item, n.about); err != nil {
				return err
			}
			made++
		}
		return d.keep(ctx, zone, s.Owner, has)
	})
	return made, err
}
