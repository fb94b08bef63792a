package database

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// On PostgreSQL row-level security is a second wall between zones: whatever a query asks for, it reaches the rows
// of one zone (see wall.go). Which one that is the context says, and it is put into the database in two places:
// when a connection is taken from its pool, and when a transaction goes on in another zone. A context that says
// none reaches only rows that belong to the installation, whose zone is "".
//
// Store says the zone that its methods are given. What must not leave a zone, such as a request, is confined to it
// from outside, and then no argument leads out. SQLite has no such wall.

// zoneSetting is the variable that the policies compare zone_id with.
const zoneSetting = "qinlian.zone"

// everyZone is no zone's id; with it the tables that list zones show all of them.
const everyZone = "*"

type zoneKey struct{}

// place is the zone in which SQL works.
type place struct {
	zone  string
	final bool // nothing further in names another
}

func placeOf(ctx context.Context) (p place, said bool) {
	p, said = ctx.Value(zoneKey{}).(place)
	return p, said
}

// InZone says in which zone the SQL of ctx works; "" is the installation's own rows. Where ctx is confined to
// another zone it stays there.
func InZone(ctx context.Context, zone string) context.Context {
	if now, said := placeOf(ctx); said && (now.zone == zone || now.final && zone != "") {
		return ctx
	}
	return context.WithValue(ctx, zoneKey{}, place{zone: zone})
}

// ZoneOf is the zone whose rows the SQL of ctx reaches; "" where it is none, or all.
func ZoneOf(ctx context.Context) string {
	if p, _ := placeOf(ctx); p.zone != everyZone {
		return p.zone
	}
	return ""
}

// Confine keeps the SQL of ctx in one zone, whatever zone is named further in. Only EveryZone leads out, and
// InZone to the installation's own rows. No zone is no confinement.
func Confine(ctx context.Context, zone string) context.Context {
	if zone == "" {
		return ctx
	}
	return context.WithValue(ctx, zoneKey{}, place{zone: zone, final: true})
}

// EveryZone shows the list of zones, and of those that have an audit log, instead of one zone's rows. Nothing else
// is seen with it and nothing is written.
func EveryZone(ctx context.Context) context.Context {
	return context.WithValue(ctx, zoneKey{}, place{zone: everyZone})
}

// settle puts a connection that is being taken from its pool into the zone of ctx. One that cannot is given up.
func (db *DB) settle(ctx context.Context, conn *pgx.Conn) (ok bool, err error) {
	p, _ := placeOf(ctx)
	known := conn.PgConn().CustomData()
	if zone, said := known[zoneSetting]; said && zone == p.zone {
		return true, nil
	}
	const text = "SELECT set_config('" + zoneSetting + "', $1, false)"
	if done := told(ctx, db.watcher, text); done != nil {
		defer func() { done(err) }()
	}
	if _, err := conn.Exec(ctx, text, p.zone); err != nil {
		return false, ctx.Err() // without an error another connection is tried
	}
	known[zoneSetting] = p.zone
	return true, nil
}

// enter puts a transaction into the zone of ctx until it ends or goes on in another. When that fails PostgreSQL
// refuses what follows, too.
func (db *DB) enter(ctx context.Context, t *transaction) {
	p, said := placeOf(ctx)
	if db.dialect != PostgreSQL || !said || t.zone == p.zone {
		return
	}
	const text = "SELECT set_config('" + zoneSetting + "', $1, true)"
	done := told(ctx, db.watcher, text)
	_, err := t.tx.Tx.ExecContext(ctx, text, p.zone)
	if done != nil {
		done(err)
	}
	if err != nil {
		t.failed = fmt.Errorf("enter zone %q: %w", p.zone, err)
		return
	}
	t.zone, t.zones = p.zone, append(t.zones, p.zone)
}

// in is InZone for what the store does in a zone.
func (s *Store) in(ctx context.Context, zone string) context.Context {
	if s.db.dialect != PostgreSQL {
		return ctx
	}
	return InZone(ctx, zone)
}
