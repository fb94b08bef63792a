package mechanism

import (
	"strings"
	"testing"
	"time"
)

func TestAFieldKeepsItsTypeAsLongAsItKeepsItsName(t *testing.T) {
	t.Parallel()
	kind := func(fields string) string {
		return "kind: task\ntitle: { zh: 督办事项, en: Task }\nnumber: \"督〔{year}〕{seq}号\"\nfields:\n  why: { type: string, title: 事由 }\n" + fields
	}
	visits := func(fields string) string {
		return "register: visits\ntitle: 走访簿\nkey: name\nfields:\n  name: { type: string, title: 名称 }\n" + fields
	}
	load := func(files string) *Bundle {
		b, err := Load(demo(map[string]string{"demo/a.yaml": files}), "demo")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	const sum, words = "  sum: { type: money, title: 金额 }\n", "  sum: { type: string, title: 金额 }\n"
	for _, tt := range []struct {
		name   string
		before []string // the first from 5 June, each later one a day after
		after  string
		where  string
		says   string // "" for what may follow
	}{
		{"an amount becomes a text", []string{kind(sum)}, kind(words), "demo/a.yaml:6:16", "“督办事项”(task)的字段“金额”（sum）在版本 VERSION（2023-06-05 起）中是金额（money），不能改为文字（string）"},
		{"a date becomes an amount", []string{kind("  sum: { type: date, title: 日期 }\n")}, kind(sum), "demo/a.yaml:6:16", "（2023-06-05 起）中是日期（date），不能改为金额（money）"},
		{"a field that was dropped comes back as another", []string{kind(sum), kind("")}, kind(words), "demo/a.yaml:6:16", "（2023-06-05 起）中是金额"},
		{"a field that was dropped comes back as it was", []string{kind(sum), kind("")}, kind(sum), "", ""},
		{"a kind that was dropped comes back with a field of another type", []string{kind(sum), visits("")}, kind(words), "demo/a.yaml:6:16", "（2023-06-05 起）中是金额"},
		{"what earlier versions did to a field is no reason against its type of now", []string{kind(sum), kind(words)}, kind(words), "", ""},
		{"nor one for what it was before", []string{kind(sum), kind(words)}, kind(sum), "demo/a.yaml:6:16", "（2023-06-06 起）中是文字"},
		{"another title, other choices and a duty to fill it in", []string{kind(words)}, kind("  sum: { type: string, title: 数目, one_of: [多, 少], required: true }\n"), "", ""},
		{"a field of the same name in another kind", []string{kind(sum)}, strings.ReplaceAll(kind(words), "task", "other"), "", ""},
		{"a number of a register becomes a text", []string{visits("  sum: { type: int, title: 次数 }\n")}, visits(words), "demo/a.yaml:6:16", "“走访簿”(visits)的字段“金额”（sum）在版本 VERSION（2023-06-05 起）中是整数（int），不能改为文字（string）"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var tl Timeline
			for i, files := range tt.before {
				tl = append(tl, Version{Bundle: load(files), From: time.Date(2023, 6, 4+i, 16, 0, 0, 0, time.UTC)})
			}
			found := tl.Retyped(load(tt.after))
			if tt.says == "" {
				if len(found) > 0 {
					t.Fatal(found)
				}
				return
			}
			says := strings.Replace(tt.says, "VERSION", tl[0].Bundle.Version, 1)
			if len(found) != 1 || found[0].Where != tt.where || !strings.Contains(found[0].Text.Zh, says) || !strings.Contains(found[0].Text.En, "a field never changes its type under its name") {
				t.Errorf("found %v, want %s at %s", found, says, tt.where)
			}
		})
	}
	barred := Always(load(kind(sum))).Barred(load(kind(words)))
	if len(barred) != 1 || !strings.Contains(barred[0].Text.Zh, " 中是金额（money），不能改为文字（string）：") || strings.Contains(barred[0].Text.Zh, "起）") {
		t.Errorf("of two folders: %+v", barred)
	}
}
