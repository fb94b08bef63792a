package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/mechanisms"
)

// afterwards is later than every demonstration.
var afterwards = calendar.Builtin().At(clock.MustDate("2023-12-28"), 8*60+30)

func opened(t *testing.T, name string) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), filepath.Join(t.TempDir(), name)+"?synchronous=off", clock.At(afterwards))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// officeOf is the post that assigns the matters of the zone's ledger.
func officeOf(t *testing.T, a *app.App, zone string) string {
	t.Helper()
	timeline, err := a.Engine.Timeline(t.Context(), zone)
	if err != nil {
		t.Fatal(err)
	}
	_, view, err := a.Engine.Org(t.Context(), zone, afterwards)
	if err != nil {
		t.Fatal(err)
	}
	b := timeline.At(afterwards)
	posts, err := org.Resolve(b.Kinds[b.Import.Default].Roles.Assign.Role, org.Context{}, view)
	if err != nil || len(posts) == 0 {
		t.Fatal(zone, posts, err)
	}
	return posts[0]
}

func exported(t *testing.T, a *app.App, zone string, f sheet.Format) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), zone+"."+string(f))
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Export(t.Context(), file, app.Exporting{Zone: zone, At: afterwards, Format: f}); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

func imported(t *testing.T, a *app.App, o app.Importing) *app.Imported {
	t.Helper()
	if o.As == "" {
		o.As = officeOf(t, a, o.Zone)
	}
	if o.At.IsZero() {
		o.At = afterwards
	}
	out, err := a.Import(t.Context(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func events(t *testing.T, a *app.App, zone string) int64 {
	t.Helper()
	z, err := a.Store.Zone(t.Context(), zone)
	if err != nil {
		t.Fatal(err)
	}
	return z.Size
}

// matters lists what people register, one line each.
func matters(t *testing.T, a *app.App, b *mechanism.Bundle) []string {
	t.Helper()
	var out []string
	for row, err := range a.Store.List(t.Context(), b.Zone, engine.Filter{WithState: true}) {
		if err != nil {
			t.Fatal(err)
		}
		if k := b.Kinds[row.Kind]; k.Standing.Each != "" || k.Redeems() {
			continue
		}
		var s matter.State
		if err := json.Unmarshal(row.State, &s); err != nil {
			t.Fatal(err)
		}
		stage := s.Stage
		if stage == matter.Closed || stage == matter.Archived { // takes somebody else's eyes
			stage = matter.Completed
		}
		above := ""
		if s.Parent != "" {
			over, err := a.Store.Matter(t.Context(), b.Zone, s.Parent)
			if err != nil {
				t.Fatal(err)
			}
			above = over.Number
		}
		out = append(out, fmt.Sprint(s.Number, above, s.Kind, s.Category, s.Title, s.Brief, s.LeadUnit, s.Support, s.Owner, s.Due, s.Ongoing, s.Urgency, s.Progress, s.Fields, stage))
	}
	slices.Sort(out)
	return out
}

// TestALedgerThatWasExportedComesBackAsItWas takes the five demonstrations through Excel and CSV: into the database
// it came from it brings nothing, into an empty one it brings the same matters.
func TestALedgerThatWasExportedComesBackAsItWas(t *testing.T) {
	t.Parallel()
	from := opened(t, "demo.db")
	var zones []string
	if err := from.Demo(t.Context(), func(d *app.DemoDay) error {
		zones = append(zones, d.Zone)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(zones) != 5 {
		t.Fatal(zones)
	}
	for _, zone := range zones {
		for _, f := range []sheet.Format{sheet.XLSX, sheet.CSV} {
			t.Run(zone+"."+string(f), func(t *testing.T) {
				file, before := exported(t, from, zone, f), events(t, from, zone)
				out := imported(t, from, app.Importing{Zone: zone, File: file})
				if out.Rows == 0 || out.Unchanged != out.Rows || out.Errors+out.Assumed > 0 || out.Notes > 1 {
					t.Errorf("into its own database: %+v", out)
				}
				if after := events(t, from, zone); after != before {
					t.Errorf("%d events were added", after-before)
				}
				bundle, err := mechanism.Load(mechanisms.Files, zone)
				if err != nil {
					t.Fatal(err)
				}
				into := opened(t, "fresh.db")
				start := time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)
				if err := into.Engine.Apply(t.Context(), bundle, engine.Act{At: start, Program: true}, start); err != nil {
					t.Fatal(err)
				}
				out = imported(t, into, app.Importing{Zone: zone, File: file})
				if out.New != out.Rows || out.Errors > 0 {
					t.Fatalf("into an empty database: %+v", out)
				}
				if want, got := matters(t, from, bundle), matters(t, into, bundle); !slices.Equal(want, got) {
					for i := range min(len(want), len(got)) {
						if want[i] != got[i] {
							t.Errorf("exported %s\nimported %s", want[i], got[i])
						}
					}
					t.Errorf("%d matters came back as %d", len(want), len(got))
				}
				if _, err := into.Engine.Verify(context.Background(), zone, nil); err != nil {
					t.Error(err)
				}
			})
		}
	}
}
