package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/mechanisms"
)

const careSheet = `事项名称,地点,牵头单位,责任人,处理依据,人群类别,姓名,联系电话,住址
黄金岭街道某社区一户,黄金岭街道,黄金岭街道,黄金岭街道党工委书记,法定职责,独居老人,某甲,13800001234,某某市某某区某路1号
蟠龙镇某村一户,蟠龙镇,蟠龙镇,蟠龙镇党委书记,本人单独同意,困难群体,某乙,13900004321,
`

// A ledger with personal columns: the values go beside the ledger, and come out masked unless somebody says why not.
func TestASheetWithPersonalColumnsComesInAndGoesOutMasked(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		const zone, office = "ganzhou-etdz", "社会事业局局长"
		a, err := app.Open(t.Context(), address, clock.At(afterwards))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		})
		b, err := mechanism.Load(mechanisms.Files, zone)
		if err != nil {
			t.Fatal(err)
		}
		from := calendar.Builtin().StartOfDay(clock.MustDate("2023-01-01"))
		if err := a.Engine.Apply(t.Context(), b, engine.Act{Actor: "党工委书记", At: from}, from); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(t.TempDir(), "探访台账.csv")
		if err := os.WriteFile(name, []byte(careSheet), 0o600); err != nil {
			t.Fatal(err)
		}
		given := app.Importing{Zone: zone, File: name, Kind: "care-visit", Ledger: "探访台账", As: office}
		if out := imported(t, a, given); out.New != 2 || out.Err() != nil {
			t.Fatalf("%+v", out.Doubts)
		}
		if out := imported(t, a, given); out.Unchanged != 2 {
			t.Errorf("the same file again: %+v", out.Doubts)
		}
		masked, at := out(t, a, app.Exporting{Zone: zone, Kinds: []string{"care-visit"}, Format: sheet.CSV}), events(t, a, zone)
		for _, secret := range []string{"某甲", "13800001234", "某路1号", "独居老人", "某乙"} {
			if strings.Contains(masked, secret) {
				t.Errorf("the export holds %s", secret)
			}
		}
		if !strings.Contains(masked, "138****1234") || !strings.Contains(masked, "某某市某某区****") {
			t.Error(masked)
		}
		if err := os.WriteFile(name, []byte(masked), 0o600); err != nil {
			t.Fatal(err)
		}
		back := imported(t, a, given)
		if back.Unchanged != 2 || back.New+back.Changed+back.Differing+back.Errors > 0 || events(t, a, zone) != at {
			t.Errorf("the masked export coming back: %+v", back)
		}
		if err := os.WriteFile(name, []byte(strings.Replace(careSheet, "13800001234", "13700001234", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		changed := imported(t, a, given)
		i := slices.IndexFunc(changed.Doubts, func(d sheet.Doubt) bool { return d.Field == "联系电话" })
		if changed.Differing != 1 || i < 0 || changed.Doubts[i].Read != "137****1234" || strings.Contains(changed.Doubts[i].Text.Zh, "0000") {
			t.Errorf("another number: %+v", changed.Doubts)
		}
		unmasks(t, a, zone, office)
		seen, err := dossier.Of(t.Context(), a.Engine, zone, "访〔2023〕1号", afterwards)
		if err != nil || !slices.ContainsFunc(seen.Fields, func(f dossier.FieldValue) bool { return f.Name == "name" && f.Value.Zh == "某*" }) {
			t.Errorf("%+v %v", seen, err)
		}
		if last := seen.Past[len(seen.Past)-1]; last.Type != "unmasked" || last.Actor != office || !strings.Contains(last.Says.Zh, "联系电话") || !strings.Contains(last.Says.Zh, "月度核对名单") {
			t.Errorf("%+v", last)
		}
		if _, err := a.Engine.Verify(t.Context(), zone, nil); err != nil {
			t.Error(err)
		}
	})
}

// unmasks exports with a column in full: by whom and why must be said, and is then in every matter's own history.
func unmasks(t *testing.T, a *app.App, zone, office string) {
	t.Helper()
	full := app.Exporting{Zone: zone, Kinds: []string{"care-visit"}, Format: sheet.CSV, Unmask: []string{"联系电话"}, As: office, Reason: "月度核对名单", At: afterwards.Add(time.Minute)}
	for code, wrong := range map[string]func(*app.Exporting){
		"export.no_reason":     func(o *app.Exporting) { o.Reason = " " },
		"matter.unknown_field": func(o *app.Exporting) { o.Unmask = []string{"处理依据"} },
		"gate.unmask":          func(o *app.Exporting) { o.Reason = "看" },
	} {
		refused, before := full, events(t, a, zone)
		wrong(&refused)
		if _, err := a.Export(t.Context(), &bytes.Buffer{}, refused); !errs.Is(err, code) || events(t, a, zone) != before {
			t.Errorf("want %s without a trace, got %v", code, err)
		}
	}
	before := events(t, a, zone)
	shown := out(t, a, full)
	if !strings.Contains(shown, "13800001234") || !strings.Contains(shown, "13900004321") || strings.Contains(shown, "某甲") || events(t, a, zone) != before+2 {
		t.Errorf("%s, %d events", shown, events(t, a, zone)-before)
	}
}

func out(t *testing.T, a *app.App, o app.Exporting) string {
	t.Helper()
	var b bytes.Buffer
	if o.At.IsZero() {
		o.At = afterwards
	}
	if _, err := a.Export(t.Context(), &b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
