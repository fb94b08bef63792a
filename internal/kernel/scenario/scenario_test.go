package scenario

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
)

var update = flag.Bool("update", false, "write golden files anew")

func TestLoadReportsEveryFaultOfAFileWithItsPlace(t *testing.T) {
	t.Parallel()
	_, err := Load(os.DirFS("testdata"), "demo")
	var faults errs.List
	if !errors.As(err, &faults) {
		t.Fatalf("Load: %v", err)
	}
	var got strings.Builder
	for _, e := range faults {
		fmt.Fprintf(&got, "%s %s\n    %s\n    %s\n", e.Where, e.Code, e.Text.In(text.Zh), e.Text.In(text.En))
	}
	const name = "testdata/faults.golden"
	if *update {
		if err := os.WriteFile(name, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("%s differs (run with -update and look at the change); now:\n%s", name, got.String())
	}
}

func TestLoadSaysWhenThereIsNoFolder(t *testing.T) {
	t.Parallel()
	if _, err := Load(fstest.MapFS{}, "none"); !errs.Is(err, "mechanism.no_folder") {
		t.Errorf("%v", err)
	}
}

func load(t *testing.T, content string) ([]File, error) {
	t.Helper()
	return Load(fstest.MapFS{"z/a.test.yaml": {Data: []byte(content)}, "z/b.yaml": {Data: []byte("no: scenario")}}, "z")
}

func TestLoadReadsTheShortForms(t *testing.T) {
	t.Parallel()
	files, err := load(t, `scenarios:
  - name: 短写
    given: { matter: { kind: k, evidence: 照片, category: [甲, 乙], fields: { amount: 1.2亿元, n: 3, on: 2023-06-01, ok: true, x: [1.5] } } }
    when:
      - { at: 2023-06-01, session: s, attend: all, review: all }
      - { at: 2023-06-01 10:30, session: s, attend: [甲, 乙] }
      - { at: 2023-06-01 11:00, each: kind=k, do: accept }
    then: { light: green, level: { a: 1, b: 2 }, duties: { none: true } }
`)
	if err != nil {
		t.Fatal(err)
	}
	s := files[0].Scenarios[0]
	if got := fmt.Sprint(s.Given.Matter.Evidence, s.Given.Matter.Category, s.Given.Matter.Fields); got != "[照片] [甲 乙] map[amount:1.2亿元 n:3 ok:true on:2023-06-01 x:[1.5]]" {
		t.Error(got)
	}
	if !s.When[0].Attend.All || !s.When[0].Review.All || len(s.When[1].Attend.Present) != 2 || s.When[2].Each.Kind != "k" {
		t.Errorf("%+v", s.When)
	}
	if s.Then.Light[""].Text != "green" || s.Then.Level["b"].Text != "2" || !s.Then.Duties[0].None {
		t.Errorf("%+v", s.Then)
	}
	if got := s.When[1].Time.UTC().Format(time.RFC3339); got != "2023-06-01T02:30:00Z" {
		t.Errorf("a time is read in the zone's clock: %s", got)
	}
	if s.File != "z/a.test.yaml" || s.At.Line != 2 || len(files) != 1 {
		t.Errorf("%s %v", s.File, s.At)
	}
}

func TestRepeatedStepsFallOnTheDaysThatAreMeant(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ from, every, until, want string }{
		"every day up to and with the last":               {"2023-06-01 09:00", "1d", "2023-06-03", "06-01 06-02 06-03"},
		"a last day alone is a whole day":                 {"2023-06-01 17:00", "1d", "2023-06-02", "06-01 06-02"},
		"weekly":                                          {"2023-06-05 09:00", "7d", "2023-06-19", "06-05 06-12 06-19"},
		"working days pass over the Dragon Boat Festival": {"2023-06-21 09:00", "1wd", "2023-06-26", "06-21 06-25 06-26"},
		"working days begin with the first":               {"2023-06-22 09:00", "1wd", "2023-06-25", "06-25"},
		"months come back to the last day":                {"2023-01-31 09:00", "1mo", "2023-03-31", "01-31 02-28 03-31"},
		"hours":                                           {"2023-06-01 09:00", "24ch", "2023-06-02", "06-01 06-02"},
		"nothing where it ends before it begins":          {"2023-06-02 09:00", "1d", "2023-06-01", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Repeat{Every: calendar.MustLimit(c.every)}
			for into, s := range map[*Moment]string{&r.From: c.from, &r.Until: c.until} {
				if err := into.UnmarshalText([]byte(s)); err != nil {
					t.Fatal(err)
				}
			}
			times, ok := r.times()
			var days []string
			for _, at := range times {
				days = append(days, at.In(calendar.Location()).Format("01-02"))
			}
			if got := strings.Join(days, " "); got != c.want || !ok {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestNumbersAreComparedAsFarAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		want, got string
		same      bool
	}{{"43.5", "43.4782", true}, {"43.5", "43.44", false}, {"43", "43.4", true}, {"50.00", "50", true}, {"red", "red", true}, {"red", "green", false}, {"", "0", false}, {"1", "", false}} {
		if same(c.want, c.got) != c.same {
			t.Errorf("same(%q, %q) is not %v", c.want, c.got, c.same)
		}
	}
}

func TestADeedSaysWhateverACommandOfAMatterCanSay(t *testing.T) {
	t.Parallel()
	keys := func(v any, tag string) (out []string) {
		for _, f := range reflect.VisibleFields(reflect.TypeOf(v)) {
			if key, _, _ := strings.Cut(f.Tag.Get(tag), ","); key != "" && key != "-" {
				out = append(out, key)
			}
		}
		return out
	}
	elsewhere := []string{"name", "id", "at", "actor", "person", "deputy", "kind", "number", "personal"} // of the step, or found by the engine
	deed := keys(Deed{}, "yaml")
	for _, key := range keys(matter.Command{}, "json") {
		if !slices.Contains(deed, key) && !slices.Contains(elsewhere, key) {
			t.Errorf("a command of a matter has %q; a scenario cannot say it", key)
		}
	}
}

func TestARepeatedThingCountsInEveryText(t *testing.T) {
	t.Parallel()
	one := Matter{Alias: "m", Deed: Deed{Title: "事项{n}", Evidence: Words{"照片{n}"}, Fields: Values{"a": "甲{n}", "b": []any{"乙{n}", 1}}}}
	got := counted(one, 7)
	if s := fmt.Sprint(got.Title, got.Evidence, got.Fields); s != "事项7[照片7] map[a:甲7 b:[乙7 1]]" {
		t.Error(s)
	}
	if s := fmt.Sprint(one.Title, one.Evidence, one.Fields); s != "事项{n}[照片{n}] map[a:甲{n} b:[乙{n} 1]]" {
		t.Errorf("the pattern itself was changed: %s", s)
	}
}

func FuzzLoad(f *testing.F) {
	whole, err := os.ReadFile("testdata/demo/faults.test.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte("scenarios: [{ name: a, when: [{ repeat: { from: 0001-01-01, every: 1wd, until: 9999-12-31 }, sweep: true }] }]"))
	f.Add([]byte("scenarios:\n  - &a [*a]\n"))
	f.Add([]byte("scenarios: {}\n---\nscenarios: [1, [], null]\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		files, err := Load(fstest.MapFS{"z/a.test.yaml": {Data: content}}, "z")
		if err != nil && len(files) > 0 {
			t.Error("faulty files are not to be run")
		}
		if l := errs.List(nil); err != nil && !errors.As(err, &l) {
			t.Errorf("not a list of faults: %v", err)
		}
	})
}
