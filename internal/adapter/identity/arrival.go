package identity

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/org"
)

// Most of what a request costs besides its own work is finding out who sends it. It is found by one statement, which
// reads the visit or the token, the account, what was delegated to its person in the zone that the request is about,
// and how often that zone's world has changed. Nothing of it is kept for the next request: a visit that ended, an
// account that was locked and a delegation that was revoked are so for the next request on every node.

// arrival is a request that has come in and is about to be asked who sends it.
type arrival struct {
	zone   string // that it is about, "" for none
	matter string // by id or number, likewise

	account     *Account // of the visit that scs was given; nil until it was found
	delegations []delegationRow
	world       int64
	head        engine.Head // of the matter; without an ID where there is none with that id
}

type arrivalKey struct{}

// Arrive prepares the context of a request that is about a zone and one of its matters ("" for none), before
// Manager().LoadAndSave or Bearer.
func Arrive(ctx context.Context, zone, matter string) context.Context {
	return context.WithValue(ctx, arrivalKey{}, &arrival{zone: plain(zone), matter: plain(matter)})
}

func arrivalIn(ctx context.Context) *arrival {
	a, _ := ctx.Value(arrivalKey{}).(*arrival)
	return a
}

// arrivals are the statements, each with one row for each delegation, or one: a text of all columns, for a driver takes
// longer to hand over a column than the database to find the row, and what is no text.
type arrivals struct{ byVisit, byToken *database.Question }

// between stands between the columns of such a text. Accounts are not let have it in theirs; what else people have
// written is read without it.
const between = "\x1f"

func inOne(columns ...string) string {
	return "concat_ws('" + between + "', " + strings.Join(columns, ", ") + ")"
}

func unbroken(column string) string { return "replace(" + column + ", '" + between + "', '')" }

var (
	accountColumns = strings.Join([]string{
		"a.id", "a.login", "a.title", "a.zone_id", "a.kind", "a.admin", "a.person", "a.holder", "a.parties", "a.state", "a.password",
		"a.password_at", "CASE WHEN a.must_change THEN 1 ELSE 0 END", "a.created_at", "a.created_by", "a.admitted_by", "a.reset_by", "a.version",
	}, ", ")
	zoneColumns = strings.Join([]string{
		"COALESCE((SELECT z.world FROM zones AS z WHERE z.zone_id = ?), 0)",
		"COALESCE((SELECT m.seq || ' ' || m.next_at FROM matters AS m WHERE m.zone_id = ? AND m.id = ?), '')",
		"COALESCE(d.id, '')", "COALESCE(" + unbroken("d.post") + ", '')", "COALESCE(" + unbroken("d.giver") + ", '')", "COALESCE(d.from_on, 0)", "COALESCE(d.to_on, 0)",
	}, ", ")
)

const zoneJoin = " LEFT JOIN delegations AS d ON d.zone_id = ? AND d.zone_id = a.zone_id AND d.taker = a.person AND a.person <> '' AND d.revoked_at = 0 AND d.to_on >= ?"

func newArrivals(db *database.DB) arrivals {
	return arrivals{
		byVisit: db.Question("SELECT " + inOne("v.account_id", "v.since_at", "v.last_at", "v.ended_at", accountColumns, zoneColumns) + ", v.data" +
			" FROM visits AS v JOIN accounts AS a ON a.id = v.account_id" + zoneJoin + " WHERE v.hash = ?"),
		byToken: db.Question("SELECT " + inOne("t.id", unbroken("t.title"), "t.prefix", "t.scopes", "t.created_at", "t.created_by", "t.expires_at", "t.last_at", "t.revoked_at",
			accountColumns, zoneColumns) + ", t.hash" +
			" FROM api_tokens AS t JOIN accounts AS a ON a.id = t.account_id" + zoneJoin + " WHERE t.hash = ?"),
	}
}

// ask runs one of the statements for the hash of a cookie or token: what is before the account is given to head, what is no
// text to bytes. found is false where nobody has it.
func (a *arrival) ask(ctx context.Context, q *database.Question, today clock.Date, hash []byte, head func(*columns), bytes *[]byte) (found bool, err error) {
	ctx = database.Fresh(database.InZone(ctx, a.zone))
	var rows []delegationRow
	var text string
	account, world, come := new(Account), int64(0), ""
	err = q.Each(ctx, func(r *sql.Rows) error {
		if err := r.Scan(&text, bytes); err != nil {
			return err
		}
		c := &columns{rest: text}
		if head(c); found {
			account = new(Account) // another row of the same
		}
		found = true
		account.read(c)
		world, come = c.number(), c.word()
		d := delegationRow{Zone: a.zone, ID: c.word(), Post: c.word(), Giver: c.word(), FromOn: c.number(), ToOn: c.number()}
		if d.ID != "" {
			rows = append(rows, d)
		}
		return c.over()
	}, a.zone, a.zone, a.matter, a.zone, int64(today), hash)
	if err != nil || !found {
		return false, err
	}
	a.account, a.delegations, a.world = account, rows, world
	if seq, next, ok := strings.Cut(come, " "); ok {
		c := &columns{rest: seq + between + next}
		a.head = engine.Head{ID: a.matter, Seq: c.number(), NextAt: c.number()}
	}
	return true, nil
}

func (a *Account) read(c *columns) {
	a.ID, a.Login, a.Title, a.Zone, a.Kind, a.Admin, a.Person, a.Holder = c.word(), c.word(), c.word(), c.word(), Kind(c.word()), Admin(c.word()), c.word(), c.word()
	a.Parties, a.State, a.Password, a.PasswordAt, a.MustChange = c.words(), State(c.word()), c.word(), c.instant(), c.number() != 0
	a.CreatedAt, a.CreatedBy, a.AdmittedBy, a.ResetBy, a.Version = c.instant(), c.word(), c.word(), c.word(), c.number()
}

// columns are those of a text, read one after the other.
type columns struct {
	rest  string
	ended bool
	err   error
}

func (c *columns) word() string {
	if c.ended {
		c.err = cmp.Or(c.err, errTorn)
		return ""
	}
	var word string
	var more bool
	word, c.rest, more = strings.Cut(c.rest, between)
	c.ended = !more
	return word
}

func (c *columns) number() int64 {
	n, err := strconv.ParseInt(c.word(), 10, 64)
	c.err = cmp.Or(c.err, err)
	return n
}

func (c *columns) instant() (i Instant) {
	if n := c.number(); n != 0 {
		i.Time = time.UnixMicro(n).UTC()
	}
	return i
}

func (c *columns) words() (w Words) {
	word := c.word()
	if word == "[]" {
		return Words{}
	}
	c.err = cmp.Or(c.err, w.Scan(word))
	return w
}

// over tells whether the columns were those that were read, and no more.
func (c *columns) over() error {
	if !c.ended {
		c.err = cmp.Or(c.err, errTorn)
	}
	return c.err
}

var errTorn = errors.New("identity: a visit or token has not the columns that it should")

// Present is the visit of the request that ctx arrived with, as Current is, by what was read when it came in.
func (d *Directory) Present(ctx context.Context) (*Visit, error) {
	a := arrivalIn(ctx)
	if a == nil || a.account == nil || a.account.ID != d.manager.GetString(ctx, keyAccount) {
		return d.Current(ctx)
	}
	if a.account.State != Open {
		return nil, a.account.shut()
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

// Head is how far the matter had come that the request is about, when it came in; without an ID where it was not read.
func (v *Visit) Head() engine.Head {
	if v.arrival == nil {
		return engine.Head{}
	}
	return v.arrival.head
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
	found, err := a.ask(ctx, d.arrivals.byVisit, d.day(a.zone), row.Hash, func(c *columns) {
		row.Account, row.SinceAt, row.LastAt, row.EndedAt = c.word(), c.instant(), c.instant(), c.instant()
	}, &row.Data)
	if err != nil || !found {
		return nil, err
	}
	return row, nil
}
