package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"qinlian/demo"
	"qinlian/internal/adapter/factsheet"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/redeem"
	"qinlian/mechanisms"
)

// demoPerson acts for the posts that put a demonstration's mechanisms in force: it marks a database that a
// demonstration made, and may replace.
const demoPerson = "demo"

// story is the demonstration of one zone: which ledger it begins with, which session is held, what kind of matter
// that registers, and until when it runs.
type story struct {
	zone, file, kind, above, session, issues string
	applied, imported, today                 clock.Date

	enterprises, statistics string // a table of enterprises, and the post that takes it in
}

// stories follow the five articles that the mechanisms were taken from. The zone of the guide comes last: the
// commands suggested at the end are about it.
var stories = []story{
	{"nanchang-etdz", "nanchang-etdz.xlsx", "line-duty", "", "", "", clock.MustDate("2020-06-01"), clock.MustDate("2020-07-01"), clock.MustDate("2020-07-14"), "", ""},
	{"ganzhou-city", "ganzhou-city.xlsx", "reform-task", "", "deep-reform", "", clock.MustDate("2021-01-04"), clock.MustDate("2021-07-01"), clock.MustDate("2021-07-12"), "ganzhou-city-enterprises.xlsx", "市统计局局长"},
	{"ganjiang", "ganjiang.xlsx", "initiative", "project", "party-committee", "key-problem", clock.MustDate("2022-01-04"), clock.MustDate("2022-07-01"), clock.MustDate("2022-07-11"), "", ""},
	{"shangrao-etdz", "shangrao-etdz.xlsx", "reform", "", "", "", clock.MustDate("2023-08-01"), clock.MustDate("2023-12-04"), clock.MustDate("2023-12-11"), "", ""},
	{"ganzhou-etdz", "ganzhou-etdz.xlsx", "graded-task", "", "party-committee", "", clock.MustDate("2023-01-03"), clock.MustDate("2023-06-02"), clock.MustDate("2023-06-12"), "ganzhou-etdz-enterprises.xlsx", "统计局局长"},
}

// plans are what the matters above a zone's ledger hang below: one of a kind, and who keeps it.
var plans = map[string]struct{ kind, owner string }{"ganjiang": {"action-plan", "党政办督查专员"}}

// DemoZones is how many zones the demonstration shows.
var DemoZones = len(stories)

// DemoDay is what the demonstration of one zone brought.
type DemoDay struct {
	Zone     string    `json:"zone"`
	Title    text.Text `json:"title"`
	Imported *Imported `json:"imported"`

	Enterprises *factsheet.Result `json:"enterprises,omitempty"`
	Deeds       map[string]int    `json:"deeds"` // commands that people gave, by name
	Session     string            `json:"session,omitempty"`
	Resolved    []string          `json:"resolved,omitempty"` // what the session resolved, in its words
	Round       *Round            `json:"round,omitempty"`
	Swept       engine.Swept      `json:"swept"`
	Today       engine.Today      `json:"today"`
	Verified    engine.Verified   `json:"verified"`
}

// DemoFile is where the demonstration keeps its database unless told otherwise: in the user's own cache folder,
// so that two people on one machine do not meet; where there is none, in a new temporary folder.
func DemoFile() (string, error) {
	if cache, err := os.UserCacheDir(); err == nil {
		folder := filepath.Join(cache, "qinlian")
		if err := os.MkdirAll(folder, 0o700); err == nil {
			return filepath.Join(folder, "demo.db"), nil
		}
	}
	folder, err := os.MkdirTemp("", "qinlian-")
	if err != nil {
		return "", fmt.Errorf("find a place for the demonstration: %w", err)
	}
	return filepath.Join(folder, "demo.db"), nil
}

// OpenDemo opens a fresh database for a demonstration. A file that is there is replaced only when an
// earlier demonstration made it.
func OpenDemo(ctx context.Context, file string, now clock.Clock) (*App, error) {
	if err := clearDemo(ctx, file, now); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // what SQLite writes beside it has the same mode
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	return Open(ctx, file+"?synchronous=off", now)
}

// clearDemo removes what an earlier demonstration made at file, and nothing else.
func clearDemo(ctx context.Context, file string, now clock.Clock) error {
	info, err := os.Lstat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular() || !isDemo(ctx, file, now):
		return errs.Newf(errs.Conflict, "demo.not_a_demo", "这个文件不是示范数据库，不予覆盖；用 --to 换一个位置", "this file is not a demonstration database and is not overwritten: choose another place with --to").At(file)
	}
	for _, suffix := range sqliteFiles {
		if err := os.Remove(file + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// ServedDemo is where the copy of a demonstration is kept that a server works on: what people do there leaves the
// demonstration as the commands of the guide expect it.
func ServedDemo(file string) string { return strings.TrimSuffix(file, ".db") + "-served.db" }

// DemoIntake is where the served copy of a demonstration keeps what work orders become.
func DemoIntake(file string) string { return ServedDemo(file) + ".intake.yaml" }

// WriteDemoIntake writes that file anew.
func WriteDemoIntake(file string) error { return os.WriteFile(DemoIntake(file), demo.Intake, 0o600) }

// HoldDemo keeps a demonstration's served copy for this process until release; demo.in_use where another has it.
func HoldDemo(file string) (release func(), err error) {
	held, err := os.OpenFile(ServedDemo(file)+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if !lockFile(held) {
		return nil, errors.Join(errs.Newf(errs.Conflict, "demo.in_use", "另一个示范服务正在使用这个数据库；请先停掉它，或用 --to 换一个位置", "another demonstration is being served from this database: stop it first, or choose another place with --to").At(ServedDemo(file)), held.Close())
	}
	return func() { _ = held.Close() }, nil // which gives the lock back
}

// CopyDemo writes the demonstration's served copy anew.
func (a *App) CopyDemo(ctx context.Context, file string, now clock.Clock) error {
	served := ServedDemo(file)
	if err := clearDemo(ctx, served, now); err != nil {
		return err
	}
	return a.DB.Backup(ctx, served, "")
}

// isDemo tells whether every version in a database was applied by a demonstration.
func isDemo(ctx context.Context, file string, now clock.Clock) bool {
	a, err := Open(ctx, file, now)
	if err != nil {
		return false
	}
	defer func() { _ = a.Close() }() // read only
	zones, err := a.Store.ListZones(ctx)
	if err != nil || len(zones) == 0 {
		return false
	}
	for _, z := range zones {
		applied, err := a.Store.Stream(ctx, z.ZoneID, ledger.StreamMechanism)
		if err != nil || slices.ContainsFunc(applied, func(r ledger.Record) bool {
			ev, err := ledger.Decode(r.Body)
			return err != nil || ev.Person != demoPerson && ev.Actor != demoPerson // as those of before name it
		}) {
			return false
		}
	}
	return true
}

// Demo plays every zone's story on an empty database: mechanisms put in force, the office's ledger
// imported, a fortnight of work, the 8:30 page, and the ledger verified.
func (a *App) Demo(ctx context.Context, each func(*DemoDay) error) error {
	folder, err := os.MkdirTemp("", "qinlian-demo-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // a leftover in the folder for such
	if err := os.CopyFS(folder, demo.Files); err != nil {
		return err
	}
	for i := range stories {
		day, err := a.play(ctx, &stories[i], folder)
		if err != nil {
			return err
		}
		if err := each(day); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) play(ctx context.Context, st *story, folder string) (*DemoDay, error) {
	cal := calendar.Builtin()
	b, err := mechanism.Load(mechanisms.Files, st.zone)
	if err != nil {
		return nil, err
	}
	if faults := mechanism.Check(b, cal, st.applied); len(faults) > 0 {
		return nil, faults
	}
	from := cal.StartOfDay(st.applied)
	if err := a.Engine.Apply(ctx, b, engine.Act{Actor: first(engine.Governors(b, from)), Person: demoPerson, At: from}, from); err != nil {
		return nil, err
	}
	p := &player{ctx: ctx, app: a, zone: st.zone, bundle: b, cal: cal, deeds: map[string]int{}}
	at := cal.StartOfWork(st.imported)
	office, err := p.office(st.kind, at)
	if err != nil {
		return nil, err
	}
	day := &DemoDay{Zone: st.zone, Title: b.Title, Deeds: p.deeds}
	plan, err := p.plan(plans[st.zone].kind, at)
	if err != nil {
		return nil, err
	}
	if day.Imported, err = a.Import(ctx, Importing{Zone: st.zone, File: filepath.Join(folder, st.file), Kind: st.kind, Above: st.above, Root: plan.Number, As: office, At: at}, nil); err != nil {
		return nil, err
	}
	if err := day.Imported.Err(); err != nil {
		return day, errs.List(doubtsAsFaults(day.Imported)).Err()
	}
	if err := p.handOutAbove(st.above, at); err != nil {
		return nil, err
	}
	if err := p.establish(&plan, plans[st.zone].owner, at.Add(2*time.Hour)); err != nil {
		return nil, err
	}
	if st.enterprises != "" {
		if day.Enterprises, err = a.demoEnterprises(ctx, st, filepath.Join(folder, st.enterprises), at); err != nil {
			return nil, err
		}
	}
	if plan := rounds[st.zone]; plan != nil {
		p.round = &redeeming{player: p, Counter: redeem.Counter{Engine: a.Engine, Zone: st.zone}, plan: plan}
		if err := p.round.open(ctx, at.Add(4*time.Hour)); err != nil {
			return nil, err
		}
	}
	if err := p.work(st, at); err != nil {
		return nil, err
	}
	until := cal.At(st.today, 8*60+30)
	if p.round != nil {
		if err := p.round.total(ctx, st.today); err != nil {
			return nil, err
		}
		day.Round = &p.round.out
	}
	if day.Swept, err = a.Engine.Sweep(ctx, st.zone, until, nil); err != nil {
		return nil, err
	}
	if _, err = a.Engine.Checkpoint(ctx, st.zone); err != nil { // vouch for the ledger, as every sweep does
		return nil, err
	}
	day.Session, day.Resolved = p.held, p.resolved
	if day.Today, err = a.Engine.Today(ctx, st.zone, nil, until); err != nil {
		return nil, err
	}
	day.Verified, err = a.Engine.Verify(ctx, st.zone, nil)
	return day, err
}

// demoEnterprises takes in the zone's table of enterprises, without a doubt.
func (a *App) demoEnterprises(ctx context.Context, st *story, file string, at time.Time) (*factsheet.Result, error) {
	var faults errs.List
	year := st.today.Year()
	r, err := factsheet.Import(ctx, a.Engine, file, factsheet.Options{
		Zone: st.zone, Register: "enterprise", Act: engine.Act{Actor: st.statistics, At: at}, From: clock.NewDate(year, 1, 1), Source: strconv.Itoa(year-1) + "年企业基本情况表", Dated: clock.NewDate(year, 5, 31),
		Doubt: func(d sheet.Doubt) error {
			if d.Level == sheet.Error {
				faults = append(faults, (&errs.Error{Kind: errs.Refused, Code: d.Code, Text: d.Text}).At(st.enterprises+":"+d.Cell))
			}
			return nil
		},
	})
	return &r, errors.Join(err, faults.Err())
}

// doubtsAsFaults turns what stands in the way of an import into faults with their cells.
func doubtsAsFaults(i *Imported) []*errs.Error {
	var out []*errs.Error
	for _, d := range i.Doubts {
		if d.Level == "error" {
			out = append(out, (&errs.Error{Kind: errs.Refused, Code: d.Code, Text: d.Text}).At(i.File+":"+d.Cell))
		}
	}
	return out
}

// office is the post that may assign matters of a kind; the head of the first unit where anybody may.
func (p *player) office(kind string, at time.Time) (string, error) {
	_, view, err := p.app.Engine.Org(p.ctx, p.zone, at)
	if err != nil {
		return "", err
	}
	if role := p.bundle.Kinds[kind].Roles.Assign.Role; !role.IsZero() {
		posts, err := org.Resolve(role, org.Context{}, view)
		if err != nil || len(posts) > 0 {
			return first(posts), err
		}
	}
	for _, u := range view.Units() {
		if head, err := view.Head(u.Code); err == nil {
			return head, nil
		}
	}
	return "", errs.Newf(errs.NotFound, "demo.no_office", "地区“%[1]s”没有办公室岗位", "zone %[1]q has no office", p.zone)
}

func first(posts []string) string {
	if len(posts) == 0 {
		return ""
	}
	return posts[0]
}
