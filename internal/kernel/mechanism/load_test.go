package mechanism

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/cadence"
)

// folder makes a file system of mechanism files.
func folder(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return fsys
}

const gradedTask = `# yaml-language-server: $schema=../schema.json
kind: graded-task
title: { zh: 分级调度任务, en: Graded task }
source: 招商局分级提醒调度机制
rows: [M01-14, M01-15]
effective: { from: 2023-01-01 }
number: "招调〔{year}〕{seq}号"
fields:
  expected_investment: { type: money, title: 预计投资额 }
urgencies: { red: 红, amber: 橙, green: 绿 }
limit: { default: 30wd, statutory: 60wd, extensions: 1 }
gates:
  assign: { all: [has(matter.due), matter.owner != "", matter.brief != ""], says: 时间表、任务书、责任人缺一不可 }
  recolor:
    all:
      - { if: 'command.session != ""', says: 改色须引用会议决议 }
  close: [size(matter.evidence) > 0, actor != matter.owner]
light:
  red: matter.urgency == "red" || matter.overdue
  amber: matter.urgency == "amber" || matter.remaining <= wd(5)
  green: true
cadence: { red: weekly, amber: half-monthly, green: monthly }
ladder:
  - { at: due - 3wd, send: reminder-letter, to: owner }
  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head }
  - { at: missed, raise: true, to: lead_unit.head.superior, when: matter.missed > 1 }
public: { fields: [title, lead_unit], while: open }
`

const zoneYAML = "zone: demo\ntitle: 示范区\nextends: base\n"

var baseFiles = map[string]string{
	"base/zone.yaml": "zone: base\ntitle: 基础\nabstract: true\n",
	"base/letters.yaml": `letter: reminder-letter
title: 提示函
number: "提〔{year}〕{seq}号"
body: 请抓紧办理。
---
letter: supervision-letter
title: 督办函
number: "督〔{year}〕{seq}号"
reply: 3wd
body: 请书面回复。
`,
}

func demo(extra map[string]string) fstest.MapFS {
	files := map[string]string{"demo/zone.yaml": zoneYAML, "demo/graded-task.yaml": gradedTask}
	maps.Copy(files, baseFiles)
	maps.Copy(files, extra)
	return folder(files)
}

func TestLoadReadsAKindInItsShortForms(t *testing.T) {
	t.Parallel()
	b, err := Load(demo(nil), "demo")
	if err != nil {
		t.Fatal(err)
	}
	k := b.Kind("graded-task")
	if k == nil || k.Title.En != "Graded task" || k.Effective.From != clock.MustDate("2023-01-01") {
		t.Fatalf("header of the kind: %+v", k)
	}
	if len(k.Gates["close"].Conditions()) != 2 || k.Gates["close"].Conditions()[1].Rule == nil {
		t.Errorf("gate given as a list: %+v", k.Gates["close"])
	}
	if got := k.Gates["recolor"].All[0].Says.Zh; got != "改色须引用会议决议" {
		t.Errorf("message of a condition: %q", got)
	}
	if d, ok := k.Rhythm("amber"); !ok || d.Every != "half-monthly" || k.Cadence.By != "urgency" {
		t.Errorf("rhythm of amber: %+v %v by %q", d, ok, k.Cadence.By)
	}
	if r := k.Ladder[0]; r.Anchor != AnchorDue || !r.Before || r.Offset.IsZero() || r.To.Role.String() != "owner" {
		t.Errorf("first rung: %+v", r)
	}
	if k.LightRules()[2] == nil || k.UsesTree() {
		t.Error("lights are compiled and read no children")
	}
	if b.Letters["reminder-letter"] == nil || b.Extends != "base" || len(b.Version) != 12 || b.Hash[:12] != b.Version {
		t.Errorf("bundle %q extends %q", b.Version, b.Extends)
	}
}

func TestLoadReadsEveryFormOfCadence(t *testing.T) {
	t.Parallel()
	const head = "kind: k\ntitle: 种类\nurgencies: { red: 红 }\n"
	cases := []struct {
		name, yaml, value string
		every             cadence.Every
		met               string
		ok                bool
	}{
		{"one word holds for all", "cadence: weekly\n", "", cadence.Weekly, "", true},
		{"one definition holds for all", "cadence: { every: monthly, due: day 5, met_by: report }\n", "red", cadence.Monthly, "report", true},
		{"by urgency", "cadence: { red: weekly, met_by: report }\n", "red", cadence.Weekly, "report", true},
		{"no rhythm for other urgencies", "cadence: { red: weekly }\n", "green", "", "", false},
		{"the long form", "cadence: { by: category, rhythm: { 招商: { every: quarterly } }, owner: lead_unit.head }\n", "招商", cadence.Quarterly, "", true},
		{"a star for the rest", "cadence: { rhythm: { red: weekly, '*': yearly } }\n", "green", cadence.Yearly, "", true},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b, err := Load(demo(map[string]string{"demo/k.yaml": head + tc.yaml}), "demo")
			if err != nil {
				t.Fatal(err)
			}
			k := b.Kind("k")
			d, ok := k.Rhythm(tc.value)
			if ok != tc.ok || d.Every != tc.every || k.Cadence.MetBy.By != tc.met {
				t.Errorf("rhythm of %q: %+v %v, met by %q", tc.value, d, ok, k.Cadence.MetBy)
			}
		})
	}
}

func TestACadenceDocumentIsAStandingKind(t *testing.T) {
	t.Parallel()
	b, err := Load(demo(map[string]string{"demo/summary.yaml": `cadence: monthly-summary
title: 一月一小结
rows: [M01-08]
every: monthly
due: +3wd
for: { each: unit, where: [内设机构] }
owner: lead_unit.head
met_by: report
`}), "demo")
	if err != nil {
		t.Fatal(err)
	}
	k := b.Kind("monthly-summary")
	if k == nil || k.Type != "kind" || k.Standing.Each != "unit" || k.Standing.Where[0] != "内设机构" {
		t.Fatalf("kind: %+v", k)
	}
	if d, ok := k.Rhythm("anything"); !ok || d.Every != cadence.Monthly || d.Due != "+3wd" || k.Cadence.Owner.Role.String() != "lead_unit.head" {
		t.Errorf("rhythm: %+v", d)
	}
	if k.Light.Red.Rule == nil || k.Light.Green.Rule == nil {
		t.Error("a kind without light has none to live by")
	}
}

func TestWhatTheEngineAsksIsPreparedAtLoad(t *testing.T) {
	t.Parallel()
	b, err := Load(demo(map[string]string{
		"demo/tree.yaml": `kind: tree
title: 树
gates: { establish: [matter.leaves == 20] }
light: { red: matter.overdue, amber: has(matter.due) && matter.remaining <= wd(5), green: true }
`,
		"demo/now.yaml": `kind: now
title: 时
light: { red: 'has(matter.due) && today > matter.due', green: true }
`,
		"demo/list.yaml": `list: leniency
title: 清单
version: "1"
items: [{ code: A1, title: 一 }, { code: A2, title: 二, from: 2023-07-01 }]
`,
	}), "demo")
	if err != nil {
		t.Fatal(err)
	}
	if !b.Kind("tree").UsesTree() || b.Kind("now").UsesTree() {
		t.Error("a rule that reads leaves uses the tree, others do not")
	}
	thresholds, ok := b.Kind("tree").Thresholds()
	if !ok || len(thresholds) != 2 || thresholds[0].Field != "matter.overdue" || thresholds[1].Field != "matter.remaining" {
		t.Errorf("thresholds: %v %v", thresholds, ok)
	}
	if _, ok := b.Kind("now").Thresholds(); ok {
		t.Error("a comparison with another field has no thresholds")
	}
	for day, want := range map[string]int64{"2023-06-30": 1, "2023-07-01": 2} {
		v, _ := b.ListRecord(clock.MustDate(day)).Field(0)
		if v.Number() != want {
			t.Errorf("items in force on %s: %d", day, v.Number())
		}
	}
}

func TestLoadRefusesWhatCannotBeABundle(t *testing.T) {
	t.Parallel()
	tooMany := map[string]string{}
	for i := range MaxFiles + 1 {
		tooMany[fmt.Sprintf("demo/%d.yaml", i)] = ""
	}
	cases := []struct {
		name, zone string
		fsys       fstest.MapFS
		code       string
	}{
		{"a folder that is not there", "nowhere", demo(nil), "mechanism.no_folder"},
		{"a name that leads out of the folder", "../demo", demo(nil), "mechanism.bad_zone"},
		{"a folder without a manifest", "x", folder(map[string]string{"x/k.yaml": "letter: k\ntitle: 一\n"}), "mechanism.no_manifest"},
		{"bundles that extend each other", "demo", demo(map[string]string{"base/zone.yaml": "zone: base\ntitle: 基础\nextends: demo\n"}), "mechanism.extends_loop"},
		{"a manifest of another zone", "demo", demo(map[string]string{"demo/zone.yaml": "zone: other\ntitle: 别处\nextends: base\n"}), "mechanism.wrong_zone"},
		{"an extended bundle that is not there", "demo", folder(map[string]string{"demo/zone.yaml": zoneYAML}), "mechanism.no_folder"},
		{"too many files", "demo", demo(tooMany), "mechanism.too_many_files"},
		{"a file that is too large", "demo", demo(map[string]string{"demo/big.yaml": "kind: big\ntitle: " + strings.Repeat("大", MaxBytes/3)}), "mechanism.too_large"},
		{"bytes that are not UTF-8", "demo", demo(map[string]string{"demo/gbk.yaml": "kind: gbk\ntitle: \xc3\xfb\n"}), "mechanism.not_utf8"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(tc.fsys, tc.zone)
			if !errs.Is(err, tc.code) {
				t.Errorf("error %s: %v", errs.CodeOf(err), err)
			}
			if tc.code == "mechanism.too_many_files" && strings.Contains(err.Error(), "manifest") {
				t.Errorf("the manifest, which was not read, is said to be missing: %v", err)
			}
		})
	}
}

func TestTheVersionFollowsEveryByteOfEveryFile(t *testing.T) {
	t.Parallel()
	version := func(extra map[string]string) string {
		b, err := Load(demo(extra), "demo")
		if err != nil {
			t.Fatal(err)
		}
		return b.Version
	}
	first := version(nil)
	if again := version(nil); again != first {
		t.Errorf("the same files give %s and %s", first, again)
	}
	if version(map[string]string{"demo/graded-task.test.yaml": "scenarios: are read elsewhere"}) != first {
		t.Error("scenarios are no part of the bundle")
	}
	for name, extra := range map[string]map[string]string{
		"a comment":            {"demo/graded-task.yaml": gradedTask + "# 注\n"},
		"a file of the base":   {"base/zone.yaml": baseFiles["base/zone.yaml"] + "\n"},
		"a file more":          {"demo/empty.yaml": ""},
		"another name of file": {"demo/graded-task.yaml": "", "demo/graded.yaml": gradedTask},
	} {
		if version(extra) == first {
			t.Errorf("%s leaves the version as it was", name)
		}
	}
}

func TestTheTableOfMechanismsHas212Rows(t *testing.T) {
	t.Parallel()
	rows := KnownRows()
	if len(rows) != 212 || rows[0] != "M01-01" || rows[211] != "M11-04" {
		t.Errorf("%d rows from %s to %s", len(rows), rows[0], rows[len(rows)-1])
	}
	for _, row := range rows {
		if !knownRow(row) {
			t.Errorf("%s is listed but not known", row)
		}
	}
}

func TestATimelineAnswersWhichVersionGoverns(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time { return clock.MustDate(s).Time() }
	first, second := &Bundle{Version: "1"}, &Bundle{Version: "2"}
	tl := Timeline{{Bundle: first, From: at("2023-01-01")}, {Bundle: second, From: at("2024-01-01")}}
	if tl.At(at("2022-12-31")) != nil || tl.At(at("2023-01-01")) != first || tl.At(at("2024-06-01")) != second {
		t.Error("the wrong version governs")
	}
	if next, ok := tl.NextAfter(at("2023-01-01")); !ok || !next.Equal(at("2024-01-01")) {
		t.Errorf("the next version begins on %v", next)
	}
	if _, ok := tl.NextAfter(at("2024-01-01")); ok {
		t.Error("nothing follows the last version")
	}
	if Always(first).At(time.Time{}) != first {
		t.Error("a plan's candidate governs from the beginning")
	}
}

func TestKindsShareAGate(t *testing.T) {
	t.Parallel()
	b, err := Load(demo(map[string]string{
		"base/gates.yaml": "gate: evidence\nsays: 须附佐证\nall: [size(matter.evidence) > 0, { if: matter.reports > 0, says: 须先反馈 }]\n",
		"demo/k.yaml":     "kind: k\ntitle: 种类\ngates: { complete: { use: [evidence], all: [matter.progress >= 100.0], says: 须全部完成 }, close: { use: [evidence] } }\n",
	}), "demo")
	if err != nil {
		t.Fatal(err)
	}
	for command, want := range map[string][]string{
		"complete": {"须附佐证 base/gates.yaml:3:7", "须先反馈 base/gates.yaml:3:40", " demo/k.yaml:3:45"},
		"close":    {"须附佐证 base/gates.yaml:3:7", "须先反馈 base/gates.yaml:3:40"},
	} {
		g := b.Kinds["k"].Gates[command]
		var got []string
		for _, c := range g.Conditions() {
			if c.Rule == nil {
				t.Errorf("%s: %s is not compiled", command, c.If)
			}
			got = append(got, c.Says.Zh+" "+c.At.String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
	}
	if b.Gates["evidence"].All[0].Rule != nil {
		t.Error("the shared gate itself was compiled for some kind")
	}
}

func TestARoleMayBeAList(t *testing.T) {
	t.Parallel()
	b, err := Load(demo(map[string]string{
		"demo/k.yaml": "kind: k\ntitle: 种类\nroles: { verify: [sponsor, lead_unit.head.superior] }\nladder: [{ at: due, send: reminder-letter, to: [owner, lead_unit.head] }]\n",
	}), "demo")
	if err != nil {
		t.Fatal(err)
	}
	k := b.Kinds["k"]
	if got := k.Roles.Verify.Role.String() + " | " + k.Ladder[0].To.Text; got != "sponsor, superior(lead_unit.head) | owner, lead_unit.head" {
		t.Error(got)
	}
}
