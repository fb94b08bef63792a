package identity

import (
	"context"
	"database/sql"
	"slices"
	"sync"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/org"
)

// Most of what a request costs besides its own work is finding out who sends it. It is found by one statement, which
// reads the visit or the token, the account, what was delegated to its person in the zone that the request is about,
// and how often that zone's world has changed. Nothing of it is kept for the next request: a visit that ended, an
// account that was locked and a delegation that was revoked are so for the next request on every node.

// arrival is a request that has come in and is about to be asked who sends it.
type arrival struct {
	zone string // that it is about, "" for none

	account     *Account // of the visit that scs was given; nil until it was found
	delegations []delegationRow
	world       int64
}

type arrivalKey struct{}

// Arrive prepares the context of a request that is about a zone ("" for none), before Manager().LoadAndSave or Bearer.
func Arrive(ctx context.Context, zone string) context.Context {
	return context.WithValue(ctx, arrivalKey{}, &arrival{zone: plain(zone)})
}

func arrivalIn(ctx context.Context) *arrival {
	a, _ := ctx.Value(arrivalKey{}).(*arrival)
	return a
}

// arrivals are the statements, each with one row for each delegation, or one.
type arrivals struct{ byVisit, byToken *database.Question }

const (
	accountColumns = "a.id, a.login, a.title, a.zone_id, a.kind, a.admin, a.person, a.holder, a.parties, a.state, a.password, a.password_at, " +
		"a.must_change, a.created_at, a.created_by, a.admitted_by, a.version"
	zoneColumns = "COALESCE((SELECT z.world FROM zones AS z WHERE z.zone_id = ?), 0), d.id, d.post, d.giver, d.from_on, d.to_on"
	zoneJoin    = " LEFT JOIN delegations AS d ON d.zone_id = ? AND d.zone_id = a.zone_id AND d.taker = a.person AND a.person <> '' AND d.revoked_at = 0 AND d.to_on >= ?"
)

func newArrivals(db *database.DB) arrivals {
	return arrivals{
		byVisit: db.Question("SELECT v.account_id, v.since_at, v.last_at, v.ended_at, v.data, " + accountColumns + ", " + zoneColumns +
			" FROM visits AS v JOIN accounts AS a ON a.id = v.account_id" + zoneJoin + " WHERE v.hash = ?"),
		byToken: db.Question("SELECT t.id, t.hash, t.title, t.prefix, t.scopes, t.created_at, t.created_by, t.expires_at, t.last_at, t.revoked_at, " + accountColumns + ", " + zoneColumns +
			" FROM api_tokens AS t JOIN accounts AS a ON a.id = t.account_id" + zoneJoin + " WHERE t.hash = ?"),
	}
}

// ask runs one of the statements for the hash of a cookie or token, and reads what is before the account into head.
// found is false where nobody has it.
func (a *arrival) ask(ctx context.Context, q *database.Question, today clock.Date, hash []byte, head ...any) (found bool, err error) {
	ctx = database.Fresh(database.InZone(ctx, a.zone))
	var rows []delegationRow
	account, world := new(Account), int64(0)
	var d struct {
		id, post, giver sql.NullString
		from, to        sql.NullInt64
	}
	into := slices.Concat(head, []any{
		&account.ID, &account.Login, &account.Title, &account.Zone, &account.Kind, &account.Admin, &account.Person, &account.Holder, &account.Parties,
		&account.State, &account.Password, &account.PasswordAt, &account.MustChange, &account.CreatedAt, &account.CreatedBy, &account.AdmittedBy, &account.Version,
		&world, &d.id, &d.post, &d.giver, &d.from, &d.to,
	})
	err = q.Each(ctx, func(r *sql.Rows) error {
		found = true
		if err := r.Scan(into...); err != nil {
			return err
		}
		if d.id.Valid {
			rows = append(rows, delegationRow{Zone: a.zone, ID: d.id.String, Post: d.post.String, Giver: d.giver.String, FromOn: d.from.Int64, ToOn: d.to.Int64})
		}
		return nil
	}, a.zone, a.zone, int64(today), hash)
	if err != nil || !found {
		return false, err
	}
	a.account, a.delegations, a.world = account, rows, world
	return true, nil
}

// Present is the visit of the request that ctx arrived with, as Current is, by what was read when it came in.
func (d *Directory) Present(ctx context.Context) (*Visit, error) {
	a := arrivalIn(ctx)
	if a == nil || a.account == nil || a.account.ID != d.manager.GetString(ctx, keyAccount) {
		return d.Current(ctx)
	}
	if a.account.State != Open {
		return nil, stateFaults[a.account.State]
	}
	v := d.visit(ctx, a.account)
	v.arrival = a
	return v, nil
}

// World is the count of its account's zone's world as it was when the request came in; known is false where it was not
// read.
func (v *Visit) World() (count int64, known bool) {
	if v.arrival == nil || v.arrival.zone == "" || v.arrival.zone != v.Account.Zone {
		return 0, false
	}
	return v.arrival.world, true
}

// DelegatedTo is Delegated for the person of a visit.
func (d *Directory) DelegatedTo(ctx context.Context, v *Visit, view *org.View) ([]string, error) {
	if _, read := v.World(); !read {
		return d.Delegated(ctx, v.Account.Zone, v.Account.Person, view)
	}
	day := int64(view.Day())
	held := slices.DeleteFunc(v.arrival.delegations, func(r delegationRow) bool { return r.FromOn > day || r.ToOn <= day })
	return posts(held, view), nil
}

// touching bounds how often visits and tokens are written down as used: of several requests at once on a node one
// does.
type touching struct{ under sync.Map }

// touch runs write unless it is running for the same key.
func (t *touching) touch(key []byte, write func() error) error {
	if _, running := t.under.LoadOrStore(string(key), true); running {
		return nil
	}
	defer t.under.Delete(string(key))
	return write()
}

// day is a day that is never later than the zone's own.
func (d *Directory) day(zone string) clock.Date { return clock.DateOf(d.config.Office(zone).UTC()) }

// met finds a visit with its account; nil where there is none that has signed in.
func (d *Directory) met(ctx context.Context, a *arrival, token string) (*visitRow, error) {
	row := &visitRow{Hash: hashToken(token)}
	found, err := a.ask(ctx, d.arrivals.byVisit, d.day(a.zone), row.Hash, &row.Account, &row.SinceAt, &row.LastAt, &row.EndedAt, &row.Data)
	if err != nil || !found {
		return nil, err
	}
	return row, nil
}
