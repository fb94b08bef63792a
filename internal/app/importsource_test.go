package app_test

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/app"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/mechanisms"
)

const sourceHead = "编号,任务名称,任务书,责任单位,责任人,完成时限,进展情况,状态,佐证材料"

// sourced gives a zone's matters by title with what people and imports brought about of each after so many events.
func sourced(t *testing.T, a *app.App, since map[string]int64) (states map[string]matter.State, said map[string][]matter.Content) {
	t.Helper()
	states, said = map[string]matter.State{}, map[string][]matter.Content{}
	for row, err := range a.Store.List(t.Context(), zone, engine.Filter{WithState: true}) {
		if err != nil {
			t.Fatal(err)
		}
		s, err := row.Folded()
		if err != nil {
			t.Fatal(err)
		}
		states[s.Title] = s
		records, err := a.Store.Stream(t.Context(), zone, s.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i := range records {
			ev, content, err := a.Engine.Said(t.Context(), &records[i])
			if err != nil {
				t.Fatal(err)
			}
			if !ev.Derived && ledger.IsMatter(ev.Stream) && ev.Seq > since[s.Title] {
				said[s.Title] = append(said[s.Title], content)
			}
		}
	}
	return states, said
}

func TestEveryEventOfAnImportNamesItsFileAndRow(t *testing.T) {
	t.Parallel()
	b, err := mechanism.Load(mechanisms.Files, zone)
	if err != nil {
		t.Fatal(err)
	}
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		store := database.NewStore(db)
		a := &app.App{DB: db, Store: store, Engine: engine.New(store, func() time.Time { return afterwards }, id.New, rand.Reader)}
		start := time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)
		if err := a.Engine.Apply(t.Context(), b, engine.Act{At: start, Program: true}, start); err != nil {
			t.Fatal(err)
		}
		titles := []string{"未交办的", "转办的", "改期的", "办结的", "撤销的", "附佐证的", "照旧的"}
		first := fileOf(t, "一月 @稿.csv", sourceHead, // the sign that ends a key may stand in a name
			"X1,未交办的,目标,招商一科,,2024-06-30,,,", "X2,转办的,目标,招商一科,招商一科科长,2024-06-30,已对接,正在推进,", "X3,改期的,目标,招商一科,招商一科科长,2024-06-30,已对接,正在推进,",
			"X4,办结的,目标,招商一科,招商一科科长,2024-06-30,已对接,正在推进,", "X5,撤销的,目标,招商一科,招商一科科长,2024-06-30,已对接,正在推进,", "X6,附佐证的,目标,招商一科,招商一科科长,2024-06-30,已对接,正在推进,",
			"X7,照旧的,目标,招商一科,招商一科科长,2024-06-30,已对接,正在推进,")
		second := fileOf(t, "二月.csv", "二月台账", sourceHead, // a line of heading: every row stands one further down
			"X1,未交办的,目标,招商一科,招商一科科长,2024-06-30,已走访,正在推进,", "X2,转办的,目标,招商一科,招商一科专员,2024-06-30,已签约,正在推进,", "X3,改期的,目标,招商一科,招商一科科长,2024-07-31,已对接,正在推进,",
			"X4,办结的,目标,招商一科,招商一科科长,2024-06-30,已对接,已完成,协议", "X5,撤销的,目标,招商一科,招商一科科长,2024-06-30,已对接,已撤销,", "X6,附佐证的,目标,招商一科,招商一科科长,2024-06-30,已对接,正在推进,照片",
			"X7,照旧的,目标,招商一科,招商一科科长,2024-06-30,已对接,正在推进,")
		row := func(file, name string, n int) string {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprintf("%s#%s!%d sha256=%x ledger=任务", name, strings.TrimSuffix(name, ".csv"), n, sha256.Sum256(data))
		}
		cells, since := regexp.MustCompile(` cells=\S+`), map[string]int64{}
		for i, edition := range []struct {
			file, name string
			below      int // lines above the first row
			last       string
		}{{first, "一月 ＠稿.csv", 1, ""}, {second, "二月.csv", 2, "二月.csv “二月”"}} {
			at := afterwards.AddDate(0, 0, i)
			if out := imported(t, a, app.Importing{Zone: zone, File: edition.file, Ledger: "任务", At: at}); out.Errors > 0 || out.New != len(titles)*(1-i) || out.Changed != (len(titles)-1)*i {
				t.Fatalf("%+v", out)
			}
			states, said := sourced(t, a, since)
			for n, title := range titles {
				s, want := states[title], row(edition.file, edition.name, n+1+edition.below)
				since[title] = s.Seq
				if i == 1 && title == "照旧的" {
					if len(said[title]) > 0 || s.Row != "" {
						t.Errorf("%s: %d events, %s", title, len(said[title]), s.Row)
					}
					continue
				}
				if len(said[title]) == 0 {
					t.Errorf("%s: nothing came of %s", title, edition.name)
				}
				for _, content := range said[title] {
					if got := cells.ReplaceAllString(matter.RowOf(content), ""); got != want {
						t.Errorf("%s: %s is of %q, want %q", title, content.Type(), got, want)
					}
				}
				d, err := dossier.Of(t.Context(), a.Engine, zone, s.ID, at)
				if err != nil {
					t.Fatal(err)
				}
				wantOrigin := fmt.Sprintf("一月 ＠稿.csv “一月 ＠稿”第 %d 行", n+2)
				if !strings.HasPrefix(d.Origin.Zh, wantOrigin) || strings.Contains(d.Origin.Zh, "最近一次导入："+edition.last) != (i == 1) || (cells.ReplaceAllString(s.Row, "") == want) != (i == 1) {
					t.Errorf("%s came from %s; last %q", title, d.Origin.Zh, s.Row)
				}
				if i == 1 && !slices.ContainsFunc(d.Past, func(e dossier.Entry) bool {
					return strings.HasSuffix(e.Says.Zh, "）］") && strings.Contains(e.Says.Zh, fmt.Sprintf("［据 二月.csv “二月”第 %d 行（文件散列 %s", n+3, want[strings.Index(want, "=")+1:][:8]))
				}) {
					t.Errorf("%s: its timeline does not tell the second file: %+v", title, d.Past)
				}
			}
		}
		stood := events(t, a, zone)
		if out := imported(t, a, app.Importing{Zone: zone, File: second, Ledger: "任务", At: afterwards.AddDate(0, 0, 2)}); out.New+out.Changed+out.Errors > 0 || events(t, a, zone) != stood {
			t.Errorf("not idempotent: %+v", out)
		}
		if _, err := a.Engine.Verify(t.Context(), zone, nil); err != nil {
			t.Error(err)
		}
		// What a person says after an import is of no row, and the last import stays told.
		s := one(t, a, "附佐证的")
		if _, err := a.Engine.Do(t.Context(), zone, matter.Command{Name: "report", ID: s.ID, Actor: s.Owner, Text: "又有进展", At: afterwards.AddDate(0, 0, 3)}); err != nil {
			t.Fatal(err)
		}
		states, said := sourced(t, a, since)
		if got := said["附佐证的"]; len(got) != 1 || matter.RowOf(got[0]) != "" || states["附佐证的"].Row != s.Row {
			t.Errorf("%d events, %q", len(got), states["附佐证的"].Row)
		}
	})
}
