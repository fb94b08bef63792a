// Package subscribe tells enterprises what changed for them: which clauses their records satisfy and for how much, what
// becomes of their claims, and which clauses the zone has.
//
//	Desk.Set ─▶ subscription, with what is found today
//	Desk.Look ─(facts, mechanisms, or another day)─▶ what is found now ─▶ one notice of all that differs (adapter/notify)
//	Desk.Followers ◀─ notify.Collect, at each step of a claim
//
// What somebody is told is found by their own records alone, before caps, budgets and what others get: it says nothing of
// another enterprise.
package subscribe

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/entitle"
	"qinlian/internal/adapter/notify"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

// Parties gives for whom an account acts; false where the account is closed or there is none, and nobody while it is locked.
type Parties func(ctx context.Context, account string) (parties []string, there bool, err error)

// Desk keeps subscriptions. It is safe for concurrent use.
type Desk struct {
	DB       *database.DB
	Engine   *engine.Engine
	Notify   *notify.Notify
	Benefits *entitle.Desk
	Parties  Parties
}

// Wish is what somebody wants to hear of.
type Wish struct {
	Entitlements bool
	Claims       bool
	Clauses      bool
}

// Subscription is one inbox's.
type Subscription struct {
	bun.BaseModel `bun:"table:subscriptions,alias:s"`

	ZoneID       string `bun:"zone_id,pk"`
	Owner        string `bun:"owner,pk"`
	Account      string `bun:"account"`
	Entitlements bool   `bun:"entitlements"`
	Claims       bool   `bun:"claims"`
	Clauses      bool   `bun:"clauses"`
	Since        int64  `bun:"since"` // µs
	Due          bool   `bun:"due"`
	Day          int32  `bun:"day"`
	Revision     int64  `bun:"revision"`
}

// Wish is what the subscription is to.
func (s *Subscription) Wish() Wish { return Wish{s.Entitlements, s.Claims, s.Clauses} }

// reader is how far the log was looked through for what may change a result.
const reader = "subscriptions"

// Get gives an inbox's subscription; one to nothing where there is none.
func (d *Desk) Get(ctx context.Context, zone, owner string) (Subscription, error) {
	ctx = database.InZone(ctx, zone)
	s := Subscription{ZoneID: zone, Owner: owner}
	err := d.DB.Conn(ctx).NewSelect().Model(&s).Where("zone_id = ?", zone).Where("owner = ?", owner).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	return s, database.Explain(err)
}

// List gives a zone's subscriptions in order of owner.
func (d *Desk) List(ctx context.Context, zone string) ([]Subscription, error) {
	ctx = database.InZone(ctx, zone)
	var all []Subscription
	err := d.DB.Conn(ctx).NewSelect().Model(&all).Where("zone_id = ?", zone).OrderExpr("owner").Scan(ctx)
	return all, database.Explain(err)
}

// Who is whose subscription it is, and for whom they act.
type Who struct {
	Owner, Account string
	Parties        []string
	Lang           text.Lang
}

// Set says what somebody wants to hear of from now on; of nothing ends the subscription. What they hear of already they
// go on to be told by what they were told last.
func (d *Desk) Set(ctx context.Context, zone string, who *Who, w Wish) (Subscription, error) {
	ctx = database.InZone(ctx, zone)
	if w == (Wish{}) {
		return Subscription{ZoneID: zone, Owner: who.Owner}, d.forget(ctx, zone, who.Owner)
	}
	row, err := d.Engine.Store().Zone(ctx, zone)
	if err != nil {
		return Subscription{}, err
	}
	if err := outbox.From(ctx, d.DB, zone, reader, row.Size); err != nil { // what happens while the results are found is looked at again
		return Subscription{}, err
	}
	now := d.Engine.NowIn(zone)
	day, found, err := d.find(ctx, zone, who.Parties, now)
	if err != nil {
		return Subscription{}, err
	}
	var s Subscription
	err = d.DB.InTx(ctx, func(ctx context.Context) error {
		if err := d.DB.Lock(ctx, "subscriptions/"+zone+"/"+who.Owner); err != nil {
			return err
		}
		before, err := d.Get(ctx, zone, who.Owner)
		if err != nil {
			return err
		}
		told, err := d.told(ctx, zone, who.Owner)
		if err != nil {
			return err
		}
		s = Subscription{
			ZoneID: zone, Owner: who.Owner, Account: who.Account, Entitlements: w.Entitlements, Claims: w.Claims, Clauses: w.Clauses,
			Since: before.Since, Due: true, Day: int32(day), Revision: before.Revision + 1,
		}
		if s.Since == 0 {
			s.Since = now.UnixMicro()
		}
		for place, r := range found {
			had, was := told[place]
			if was && (place.register == "" && before.Clauses || place.register != "" && before.Entitlements) {
				found[place] = had
			} else {
				found[place] = r
			}
		}
		for place, had := range told { // what ended since it was told
			if _, is := found[place]; !is && place.clause != "" && (place.register == "" && before.Clauses || place.register != "" && before.Entitlements) {
				found[place] = had
			}
		}
		if err := d.put(ctx, &s); err != nil {
			return err
		}
		return d.keep(ctx, zone, who.Owner, found)
	})
	if err != nil {
		return s, err
	}
	return s, d.Notify.Speak(ctx, zone, who.Owner, who.Lang)
}

// Followers gives those who want to hear of the claims of a record and act for it.
func (d *Desk) Followers(ctx context.Context, zone, record string) ([]notify.Follower, error) {
	ctx = database.InZone(ctx, zone)
	var rows []struct{ Owner, Account, TitleZh string }
	err := d.DB.Conn(ctx).NewSelect().TableExpr("subscriptions AS s").ColumnExpr("s.owner, s.account, r.title_zh").
		Join("JOIN subscription_results AS r ON r.zone_id = s.zone_id AND r.owner = s.owner").
		Where("s.zone_id = ?", zone).Where("s.claims").Where("r.clause = ''").Where("r.record = ?", record).OrderExpr("s.owner").Scan(ctx, &rows)
	if err != nil {
		return nil, database.Explain(fmt.Errorf("find who follows a claim: %w", err))
	}
	var out []notify.Follower
	for _, r := range rows {
		parties, _, err := d.Parties(ctx, r.Account)
		if err != nil {
			return nil, err
		}
		if slices.Contains(parties, record) || r.TitleZh != "" && slices.Contains(parties, r.TitleZh) {
			out = append(out, notify.Follower{Owner: r.Owner, Parties: append(parties, record)})
		}
	}
	return out, nil
}

func (d *Desk) put(ctx context.Context, s *Subscription) error {
	conn := d.DB.Conn(ctx)
	if _, err := conn.NewDelete().Model((*Subscription)(nil)).Where("zone_id = ?", s.ZoneID).Where("owner = ?", s.Owner).Exec(ctx); err != nil {
		return fmt.Errorf("store a subscription: %w", err)
	}
	_, err := conn.NewInsert().Model(s).Exec(ctx)
	return err
}

func (d *Desk) forget(ctx context.Context, zone, owner string) error {
	return d.DB.InTx(ctx, func(ctx context.Context) error {
		if err := d.DB.Lock(ctx, "subscriptions/"+zone+"/"+owner); err != nil {
			return err
		}
		for _, model := range []any{(*Subscription)(nil), (*result)(nil)} {
			if _, err := d.DB.Conn(ctx).NewDelete().Model(model).Where("zone_id = ?", zone).Where("owner = ?", owner).Exec(ctx); err != nil {
				return fmt.Errorf("end a subscription: %w", err)
			}
		}
		return nil
	})
}

// today is the day of an instant by the zone's calendar.
func (d *Desk) today(ctx context.Context, zone string, at time.Time) (clock.Date, error) {
	cal, err := d.Engine.Calendar(ctx, zone, at)
	if err != nil {
		return 0, err
	}
	return cal.DateOf(at), nil
}
