// Package app is the composition root: it puts engine, store and files together, and does what needs all
// of them. It is the only part of the product that sees everything; the command line (package cli) and
// other shells call it.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"strings"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
)

// App is one open database with its engine.
type App struct {
	DB     *database.DB
	Store  *database.Store
	Engine *engine.Engine

	Clock clock.Clock // of sign-ins, codes and lock-outs, whatever day the office is played on: the machine's

	panels panels // of registers, for a server
}

// Open opens the database at address (a file or a PostgreSQL URL), creates it where it is missing and
// brings its tables up to date.
func Open(ctx context.Context, address string, now clock.Clock) (*App, error) {
	db, err := database.Open(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := database.Migrate(ctx, db, database.Migrations); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	store := database.NewStore(db)
	a := &App{DB: db, Store: store, Engine: engine.New(store, now, id.New, rand.Reader), Clock: clock.System}
	zones, err := store.ListZones(ctx)
	for i := 0; err == nil && i < len(zones); i++ {
		if err = a.Engine.Reproject(ctx, zones[i].ZoneID); err == nil {
			err = a.Engine.LearnNotices(ctx, zones[i].ZoneID, calendar.Later()...)
		}
		if errs.Is(err, "database.read_only") { // evidence, or a backup, is read as it lies
			err = nil
		}
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return a, nil
}

// OpenExisting is Open for what makes no sense on an empty database: a file that is missing is refused
// rather than created.
func OpenExisting(ctx context.Context, address string, now clock.Clock) (*App, error) {
	if file, isFile := FileOf(address); isFile {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return nil, errs.Newf(errs.NotFound, "database.missing", "没有数据库文件。先用 qinlian apply 启用机制，或用 --db 指明位置",
				"there is no such database file: begin with qinlian apply, or say where it is with --db").At(file)
		}
	}
	return Open(ctx, address, now)
}

// FileOf gives the file of a SQLite address; false for PostgreSQL and for a database in memory.
func FileOf(address string) (string, bool) {
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") || strings.HasPrefix(address, ":memory:") {
		return "", false
	}
	file, _, _ := strings.Cut(address, "?")
	return file, true
}

// Close closes the database.
func (a *App) Close() error { return a.DB.Close() }

// Zone finds the zone to work on: the wanted one, or the only one there is.
func (a *App) Zone(ctx context.Context, wanted string) (string, error) {
	zones, err := a.Store.ListZones(ctx)
	if err != nil {
		return "", err
	}
	for i := range zones {
		if wanted != "" && (wanted == zones[i].ZoneID || wanted == zones[i].Title) {
			return zones[i].ZoneID, nil
		}
	}
	switch {
	case len(zones) == 0:
		return "", errs.Newf(errs.NotFound, "zone.none", "数据库里还没有地区；先用 qinlian apply 启用机制", "the database holds no zone yet: begin with qinlian apply")
	case wanted != "":
		return "", noZone(wanted, zones)
	case len(zones) > 1:
		return "", severalZones(zones)
	}
	return zones[0].ZoneID, nil
}

// zones lists the codes of the zones that there are.
func (a *App) zones(ctx context.Context) ([]string, error) {
	rows, err := a.Store.ListZones(ctx)
	codes := make([]string, len(rows))
	for i := range rows {
		codes[i] = rows[i].ZoneID
	}
	return codes, err
}

// severalZones asks which zone is meant.
func severalZones(zones []engine.ZoneRow) error {
	list := zoneLines(zones)
	return errs.Newf(errs.Invalid, "zone.which", "有多个地区，请用 --zone 指明：%[1]s", "there are several zones; choose one:%[2]s", list.Zh, list.En)
}

// noZone says which zones there are instead of the wanted one.
func noZone(wanted string, zones []engine.ZoneRow) error {
	list := zoneLines(zones)
	return errs.Newf(errs.NotFound, "zone.unknown", "没有地区“%[1]s”；有：%[2]s", "there is no zone %[1]q; there are:%[3]s", wanted, list.Zh, list.En)
}

// zoneLines lists zones, each on a line of its own.
func zoneLines(zones []engine.ZoneRow) (list text.Text) {
	for i := range zones {
		list.Zh += "\n  --zone " + zones[i].ZoneID + "  " + zones[i].Title
		list.En += "\n  --zone " + zones[i].ZoneID
	}
	return list
}
