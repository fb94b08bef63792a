package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"qinlian/internal/base/clock"
)

// Reads may go to a replica of PostgreSQL, a hot standby that replays the primary's log. Which server answers is
// decided when a connection is taken for a read, so nothing above Conn knows of it. A read goes to the replica when
//
//   - it is in a zone, and not Fresh: accounts, visits and jobs are always read on the primary;
//   - the replica has replayed what this process last committed in that zone, so that whoever writes sees it;
//   - the replica is no further behind than the address allows (replica_lag).
//
// What a replica has replayed it says itself, each time a connection to it is taken. How old that is follows from
// samples of where the primary's log ended at which instant of our clock. In every other case, and when the replica
// does not answer, the primary is read.

// logPosition is a place in the primary's log, in bytes from its beginning.
type logPosition int64

// unknownPosition stands for a commit whose place could not be asked for: no replica has come so far.
const unknownPosition logPosition = math.MaxInt64

const (
	defaultLag = 5 * time.Second
	// samplesALag is how often the primary is asked within the lag that is allowed.
	samplesALag = 4
	// longestCheck bounds how long a replica may take to answer before the primary is read instead.
	longestCheck = time.Second
)

// replica gives the connections that read. It is safe for concurrent use.
type replica struct {
	primary, standby driver.Connector
	ask              *pgxpool.Pool // of the primary
	lag              time.Duration
	patience         time.Duration // with a server that is asked how far it is
	now              clock.Clock

	mu      sync.Mutex
	floor   logPosition            // where the log ended when this process began: others' commits before it may be ours
	wrote   map[string]logPosition // our last commit in a zone
	samples []sample               // oldest first
	asked   time.Time
	resting time.Time // until when the replica, which did not answer, is left alone
}

// sample says that the log had not ended before at when it was that time.
type sample struct {
	when time.Time
	at   logPosition
}

var _ driver.Connector = (*replica)(nil)

// splitReplica takes replica and replica_lag out of an address. standby is "" where there is none; else it is the
// address with the replica's host and port in place of its own.
func splitReplica(address string) (primary, standby string, lag time.Duration, err error) {
	there, err := url.Parse(address)
	if err != nil {
		return address, "", 0, nil //nolint:nilerr // explained where the whole is read
	}
	query := there.Query()
	place, within := query.Get("replica"), query.Get("replica_lag")
	if place == "" && within == "" {
		return address, "", 0, nil
	}
	query.Del("replica")
	query.Del("replica_lag")
	lag = defaultLag
	if within != "" {
		if lag, err = time.ParseDuration(within); err != nil || lag <= 0 || place == "" {
			return "", "", 0, badAddress(there.Redacted(), err)
		}
	}
	there.RawQuery = query.Encode()
	primary = there.String()
	host, port := place, there.Port()
	if colon := strings.LastIndex(place, ":"); colon >= 0 && !strings.HasSuffix(place, "]") {
		host, port = place[:colon], place[colon+1:]
		if _, err := strconv.ParseUint(port, 10, 16); err != nil || host == "" {
			return "", "", 0, badAddress(there.Redacted(), err)
		}
	}
	there.Host = ""
	query.Set("host", strings.Trim(host, "[]"))
	query.Del("port")
	if port != "" {
		query.Set("port", port)
	}
	there.RawQuery = query.Encode()
	return primary, there.String(), lag, nil
}

// withReplica makes db read on a replica where it may.
func (db *DB) withReplica(ctx context.Context, primary *pgxpool.Pool, address string, lag time.Duration) error {
	r := &replica{primary: stdlib.GetPoolConnector(primary), ask: primary, lag: lag, patience: longestCheck, now: clock.System, wrote: map[string]logPosition{}}
	_, standby, shut, err := postgresPool(ctx, address, map[string]string{"default_transaction_read_only": "on"}, r.settle)
	if err != nil {
		return err
	}
	r.standby = stdlib.GetPoolConnector(standby)
	connections := sql.OpenDB(r)
	connections.SetMaxIdleConns(0) // each read is decided anew; the pools keep the connections
	db.read, db.replica = bun.NewDB(connections, pgdialect.New()), r
	db.closers = append([]func() error{connections.Close, shut}, db.closers...)
	r.floor, err = r.end(ctx)
	return err
}

// Connect gives a connection to read on.
func (r *replica) Connect(ctx context.Context) (driver.Conn, error) {
	if p, said := placeOf(ctx); said && p.zone != "" && p.zone != everyZone && ctx.Value(freshKey{}) == nil {
		if conn := r.take(ctx, p.zone); conn != nil {
			return conn, nil
		}
	}
	return r.primary.Connect(ctx)
}

// Driver is the primary's.
func (r *replica) Driver() driver.Driver { return r.primary.Driver() }

type freshKey struct{}

// Fresh has reads with ctx go to the primary, for what must hold the moment it was said, such as that somebody may no
// longer do something.
func Fresh(ctx context.Context) context.Context { return context.WithValue(ctx, freshKey{}, true) }

// replayedKey finds in a context where settle is to put what the replica has replayed.
type replayedKey struct{}

// take gives a connection to the replica if it may be read in a zone, or nil.
func (r *replica) take(ctx context.Context, zone string) driver.Conn {
	r.sample(ctx)
	r.mu.Lock()
	now := r.now()
	may := (!now.Before(r.resting) || r.resting.Sub(now) > r.lag) && r.wrote[zone] != unknownPosition
	r.mu.Unlock()
	if !may {
		return nil
	}
	var replayed logPosition
	conn, err := r.standby.Connect(context.WithValue(ctx, replayedKey{}, &replayed))
	if err != nil {
		if ctx.Err() == nil {
			r.mu.Lock()
			r.resting = r.now().Add(r.lag)
			r.mu.Unlock()
		}
		return nil
	}
	if r.fresh(zone, replayed) {
		return conn
	}
	_ = conn.Close() // back to its pool
	return nil
}

// settle puts a connection to the replica into the zone of ctx, and has it say how far the replica has come; a server
// that replays nothing, such as a replica that became a primary, has come nowhere.
func (r *replica) settle(ctx context.Context, conn *pgx.Conn) (bool, error) {
	within, cancel := context.WithTimeout(ctx, r.patience)
	defer cancel()
	p, _ := placeOf(ctx)
	var zone string
	var replayed logPosition
	err := conn.QueryRow(within, "SELECT set_config('"+zoneSetting+"', $1, false), CASE WHEN pg_is_in_recovery() THEN (pg_last_wal_replay_lsn() - '0/0')::bigint ELSE -1 END", p.zone).
		Scan(&zone, &replayed)
	if err != nil {
		return false, ctx.Err()
	}
	if into, asked := ctx.Value(replayedKey{}).(*logPosition); asked {
		*into = replayed
	}
	return true, nil
}

// fresh tells whether a replica that has replayed so much may be read in a zone.
func (r *replica) fresh(zone string, replayed logPosition) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if replayed < max(r.floor, r.wrote[zone]) {
		return false
	}
	for _, s := range slices.Backward(r.samples) {
		if s.at <= replayed {
			age := r.now().Sub(s.when)
			return age >= 0 && age <= r.lag // a clock that was turned back tells nothing
		}
	}
	return false
}

// sample asks the primary where its log ends, when it is time to; of several readers one does.
func (r *replica) sample(ctx context.Context) {
	r.mu.Lock()
	when := r.now()
	due := r.asked.IsZero() || when.Before(r.asked) || when.Sub(r.asked) >= r.lag/samplesALag
	if due {
		r.asked = when
	}
	r.mu.Unlock()
	if !due {
		return
	}
	at, err := r.end(ctx)
	if err != nil {
		return // without samples the replica grows too old
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.samples = append(r.samples, sample{when, at})
	r.samples = slices.DeleteFunc(r.samples, func(s sample) bool { return s.when.After(when) || when.Sub(s.when) > r.lag })
	for zone, position := range r.wrote {
		if position == unknownPosition {
			r.wrote[zone] = at
		}
	}
}

// end asks the primary where its log ends.
func (r *replica) end(ctx context.Context) (at logPosition, err error) {
	within, cancel := context.WithTimeout(ctx, r.patience)
	defer cancel()
	err = r.ask.QueryRow(within, "SELECT (pg_current_wal_lsn() - '0/0')::bigint").Scan(&at)
	return at, err
}

// committed notes that this process has just committed something in some zones.
func (r *replica) committed(ctx context.Context, zones []string) {
	if r == nil || len(zones) == 0 {
		return
	}
	at, err := r.end(context.WithoutCancel(ctx))
	if err != nil {
		at = unknownPosition
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, zone := range zones {
		r.wrote[zone] = max(r.wrote[zone], at)
		if at != unknownPosition && r.wrote[zone] == unknownPosition {
			r.wrote[zone] = at // later than the one that could not be asked for
		}
	}
}
