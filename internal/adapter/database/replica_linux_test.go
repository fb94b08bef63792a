package database_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
)

// standby is a real hot standby of the PostgreSQL that the tests have: pg_basebackup made it, and it streams.
type standby struct {
	t      *testing.T
	folder string    // of its socket
	conn   *pgx.Conn // of a superuser, to it
	source *pgx.Conn // of a superuser, to the primary
	stop   func()
}

func newStandby(t *testing.T) *standby {
	t.Helper()
	databasetest.Needs(t)
	server := os.Getenv("QINLIAN_TEST_POSTGRES")
	s := &standby{t: t}
	s.source = connect(t, server)
	var may bool
	var most string
	if err := s.source.QueryRow(t.Context(), "SELECT rolsuper AND current_setting('wal_level') <> 'minimal' AND inet_server_addr() IS NULL, current_setting('max_connections') FROM pg_roles WHERE rolname = current_user").Scan(&may, &most); err != nil {
		t.Fatal(err)
	}
	if !may {
		t.Skip("a replica of this PostgreSQL can only be made beside it, by a superuser")
	}
	programs := databasetest.NewServer(t)
	s.folder = programs.Folder
	data := filepath.Join(s.folder, "data")
	if out, err := programs.Command(t.Context(), "pg_basebackup", "-d", server, "-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	replica := programs.Command(context.Background(), "postgres", "-D", data, "-c", "listen_addresses=", "-c", "unix_socket_directories="+s.folder, "-c", "port=5432",
		"-c", "max_connections="+most, "-c", "hot_standby_feedback=on", "-c", "logging_collector=off", "-c", "log_min_messages=fatal")
	if err := replica.Start(); err != nil {
		t.Fatal(err)
	}
	stopped := false
	s.stop = func() {
		if stopped {
			return
		}
		stopped = true
		_ = replica.Process.Signal(syscall.SIGQUIT) // at once: the data are thrown away
		_ = replica.Wait()
	}
	t.Cleanup(s.stop)
	own, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	query := own.Query()
	query.Set("host", s.folder)
	query.Del("port")
	own.RawQuery = query.Encode()
	s.until("the replica answers", func() bool {
		s.conn, err = pgx.Connect(t.Context(), own.String())
		return err == nil
	})
	t.Cleanup(func() { _ = s.conn.Close(context.Background()) })
	return s
}

func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// until asks again and again.
func (s *standby) until(what string, done func() bool) {
	s.t.Helper()
	for begun := time.Now(); !done(); {
		if time.Since(begun) > time.Minute {
			s.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// caughtUp waits until the replica has what the primary has now.
func (s *standby) caughtUp() {
	s.t.Helper()
	var now string
	if err := s.source.QueryRow(s.t.Context(), "SELECT pg_current_wal_lsn()::text").Scan(&now); err != nil {
		s.t.Fatal(err)
	}
	s.until("the replica has caught up", func() bool {
		var there bool
		err := s.conn.QueryRow(s.t.Context(), "SELECT pg_last_wal_replay_lsn() >= $1::text::pg_lsn", now).Scan(&there)
		return err == nil && there
	})
}

// pause holds the replica where it is; what is written from now on it does not get.
func (s *standby) pause() {
	s.t.Helper()
	s.caughtUp()
	if _, err := s.conn.Exec(s.t.Context(), "SELECT pg_wal_replay_pause()"); err != nil {
		s.t.Fatal(err)
	}
	s.until("the replica pauses", func() bool {
		var state string
		err := s.conn.QueryRow(s.t.Context(), "SELECT pg_get_wal_replay_pause_state()").Scan(&state)
		return err == nil && state == "paused"
	})
}

func (s *standby) resume() {
	s.t.Helper()
	if _, err := s.conn.Exec(s.t.Context(), "SELECT pg_wal_replay_resume()"); err != nil {
		s.t.Fatal(err)
	}
	s.caughtUp()
}

// replicated is a store that may read on a replica, with a way to write and to ask who answers.
type replicated struct {
	*database.Store

	t  *testing.T
	db *database.DB
}

func (r *replicated) write(zone, matter string) {
	r.t.Helper()
	err := r.InTx(r.t.Context(), func(ctx context.Context) error {
		if err := r.PutZone(ctx, engine.ZoneRow{ZoneID: zone}); err != nil {
			return err
		}
		return r.Put(ctx, engine.Rows{Matters: []engine.MatterRow{{ZoneID: zone, ID: matter, Number: matter, State: []byte{}}}})
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// reads tells which server answers a read in a zone, and whether it has a matter.
func (r *replicated) reads(zone, matter string) string {
	r.t.Helper()
	ctx := database.InZone(r.t.Context(), zone)
	where := func(ctx context.Context) string {
		var second bool
		if err := r.db.Conn(ctx).NewRaw("SELECT pg_is_in_recovery()").Scan(ctx, &second); err != nil {
			r.t.Fatal(err)
		}
		return map[bool]string{true: "replica", false: "primary"}[second]
	}
	first := where(ctx)
	if err := r.db.InSnapshot(ctx, func(ctx context.Context) error {
		if again := where(ctx); again != first {
			first += ", a snapshot from the " + again
		}
		return nil
	}); err != nil {
		r.t.Fatal(err)
	}
	_, err := r.Matter(r.t.Context(), zone, matter)
	if err != nil && !errs.Is(err, "matter.not_found") {
		r.t.Fatal(err)
	}
	return fmt.Sprintf("%s: %v", first, err == nil)
}

func (r *replicated) want(zone, matter, want string) {
	r.t.Helper()
	if got := r.reads(zone, matter); got != want {
		r.t.Errorf("%s in %s is read from %s, want %s", matter, zone, got, want)
	}
}

func TestReadsGoToAReplicaThatHasWhatTheirReaderWrote(t *testing.T) {
	t.Parallel()
	s := newStandby(t)
	plain := databasetest.PostgreSQL(t)
	databasetest.Migrated(t, plain)
	s.caughtUp() // the role and its tables
	address := plain + "&replica_lag=8s&replica=" + url.QueryEscape(s.folder+":5432")
	now := time.Date(2026, 2, 14, 8, 30, 0, 0, time.UTC)
	opened := func(address string) *replicated {
		db := databasetest.Open(t, address)
		return &replicated{Store: database.NewStore(db), t: t, db: db}
	}
	one, other := opened(address), opened(plain)
	database.ReplicaClock(one.db, func() time.Time { return now })

	one.write("a", "first")
	one.write("b", "first")
	s.caughtUp()
	// Others write to this server meanwhile, so that the end of its log, asked for at the first read, may be yet to come here.
	s.until("the replica has all that there was at the first read", func() bool { return one.reads("a", "first") == "replica: true" })
	var second bool
	fresh := database.Fresh(database.InZone(t.Context(), "a"))
	if err := one.db.Conn(fresh).NewRaw("SELECT pg_is_in_recovery()").Scan(fresh, &second); err != nil || second {
		t.Errorf("what must be fresh is read on the replica (%v)", err)
	}
	one.want("", "first", "primary: false") // what belongs to no zone is read where it is written
	err := one.InTx(database.InZone(t.Context(), "a"), func(ctx context.Context) error {
		if err := one.db.Conn(ctx).NewRaw("SELECT pg_is_in_recovery()").Scan(ctx, &second); err != nil || second {
			t.Errorf("a transaction that writes reads on the replica (%v)", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}

	s.pause()
	one.write("a", "second")
	one.want("a", "second", "primary: true") // one's own write
	one.want("b", "first", "replica: true")  // nothing was written there
	other.write("b", "second")
	one.want("b", "second", "replica: false") // another's, and not too old yet
	now = now.Add(5 * time.Second)
	one.want("b", "second", "replica: false")
	now = now.Add(5 * time.Second)
	one.want("b", "second", "primary: true") // now it would be
	s.resume()
	s.until("reads go to the replica again", func() bool { // which hears of its progress a little later
		return one.reads("a", "second") == "replica: true" && one.reads("b", "second") == "replica: true"
	})
	for row, err := range one.List(t.Context(), "a", engine.Filter{}) {
		if err != nil || row.ZoneID != "a" {
			t.Error(row, err)
		}
	}

	again := opened(address) // a process that cannot know what it wrote before it was started
	database.ReplicaClock(again.db, func() time.Time { return now })
	s.until("it has replayed what there was when the process began", func() bool { return again.reads("a", "second") == "replica: true" })
	s.pause()
	other.write("a", "third")
	after := opened(address)
	database.ReplicaClock(after.db, func() time.Time { return now })
	after.want("a", "third", "primary: true")
	again.want("a", "third", "replica: false")

	now = now.Add(-time.Hour) // the clock of this machine was wrong: what was known of the replica's age tells nothing
	again.want("a", "third", "primary: true")

	s.stop()
	for range 20 {
		again.want("a", "third", "primary: true")
	}
}

func TestAReplicaNeedNotBeThere(t *testing.T) {
	t.Parallel()
	databasetest.Needs(t)
	plain := databasetest.PostgreSQL(t)
	databasetest.Migrated(t, plain)
	db := databasetest.Open(t, plain+"&replica=127.0.0.1:1")
	r := &replicated{Store: database.NewStore(db), t: t, db: db}
	r.write("a", "first")
	r.want("a", "first", "primary: true")
	for name, bad := range map[string]string{"no port": "&replica=db2:", "no host": "&replica=:5432", "no span": "&replica=db2&replica_lag=soon", "no replica": "&replica_lag=5s"} {
		if _, err := database.Open(t.Context(), plain+bad); !errs.Is(err, "database.bad_address") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
