package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	reader "qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// asOf is the day on which an office would take each ledger in, and how many matters it must find.
var asOf = map[string]struct {
	day     string
	matters int
}{
	"ganzhou-etdz.xlsx":  {"2023-06-05", 35},
	"nanchang-etdz.xlsx": {"2020-07-01", 28},
	"nanchang-etdz.csv":  {"2020-07-01", 28},
	"shangrao-etdz.xlsx": {"2023-12-04", 52},
	"ganjiang.xlsx":      {"2022-07-01", 20},
	"ganzhou-city.xlsx":  {"2021-07-01", 117},
}

func rowsOf(t *testing.T, name string, data []byte) []reader.Row {
	t.Helper()
	var rows []reader.Row
	report, err := reader.ReadFrom(t.Context(), bytes.NewReader(data), int64(len(data)), name, reader.Options{}, func(r reader.Row) error {
		for _, d := range r.Doubts {
			if d.Level == reader.Error {
				t.Errorf("%s %s %q: %s", d.Cell, d.Field, d.Read, d.Text.Zh)
			}
		}
		rows = append(rows, r)
		return nil
	})
	if err != nil || report.Err() != nil {
		t.Fatalf("%v %v", errs.Message(err, text.Zh), report.Err())
	}
	return rows
}

func TestEveryLedgerCanBeTakenInWithoutCorrections(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(ledgers)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := ledgers[name]()
			if err != nil {
				t.Fatal(err)
			}
			rows := rowsOf(t, name, data)
			if len(rows) != asOf[name].matters {
				t.Errorf("%d matters, want %d", len(rows), asOf[name].matters)
			}
			zone := strings.TrimSuffix(name, filepath.Ext(name))
			bundle, err := mechanism.Load(os.DirFS(filepath.Join("..", "..", "mechanisms")), zone)
			if err != nil {
				t.Fatal(errs.Message(err, text.Zh))
			}
			view := org.NewState(bundle.Org).At(clock.MustDate(asOf[name].day))
			var unowned, late, claimed, helpers, strangers int
			for i := range rows {
				r := &rows[i]
				for _, u := range r.LeadUnits {
					if m := view.Match(u); m.Confidence == org.NotMatched {
						t.Errorf("row %d: no unit %q, near %v", r.Source.Row, u, m.Nearest)
					}
				}
				for _, u := range r.SupportUnits { // some are meant at large, some stand outside the zone
					if helpers++; view.Match(u).Confidence == org.NotMatched {
						strangers++
					}
				}
				if _, known := view.Post(r.Owner); r.Owner == "" {
					unowned++
				} else if !known {
					t.Errorf("row %d: no post %q", r.Source.Row, r.Owner)
				}
				switch {
				case r.Status == reader.StatusCompleted:
					claimed++
				case r.Due != 0 && r.Due < clock.MustDate(asOf[name].day):
					late++
				}
			}
			if unowned == 0 || late == 0 || claimed == 0 {
				t.Errorf("dull: %d without owner, %d late, %d to verify", unowned, late, claimed)
			}
			if 2*strangers > helpers {
				t.Errorf("%d of %d supporting units are unknown to the zone", strangers, helpers)
			}
			t.Logf("%d without owner, %d late, %d to verify", unowned, late, claimed)
		})
	}
}

func TestTheLedgersInTheFolderAreTheGeneratedOnes(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(ledgers)) {
		fresh, err := ledgers[name]()
		if err != nil {
			t.Fatal(err)
		}
		kept, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatalf("%v: run go run ./demo/generate", err)
		}
		want, got := rowsOf(t, name, fresh), rowsOf(t, name, kept)
		same := slices.EqualFunc(want, got, func(a, b reader.Row) bool {
			return a.Key == b.Key && a.Title == b.Title && a.Owner == b.Owner && a.Due == b.Due && a.Status == b.Status && a.Urgency == b.Urgency && slices.Equal(a.LeadUnits, b.LeadUnits)
		})
		if !same {
			t.Errorf("%s is not what generate writes; run go run ./demo/generate", name)
		}
	}
}

func TestTheTasksOfTheTaskForcesAreThreeRedSevenOrangeTwentyFiveGreen(t *testing.T) {
	t.Parallel()
	data, err := ledgers["ganzhou-etdz.xlsx"]()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, r := range rowsOf(t, "ganzhou-etdz.xlsx", data) {
		count[r.Urgency]++
	}
	if want := map[string]int{"红色": 3, "橙色": 7, "绿色": 25}; !maps.Equal(count, want) {
		t.Errorf("got %v, want %v", count, want)
	}
}
