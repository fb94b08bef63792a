package matter

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	registers "qinlian/internal/kernel/register"
)

const compiledKinds = `letter: summary
title: 汇编通报
number: "汇〔{year}〕{seq}号"
subject: 汇编通报
lists:
  ranking: { of: [task], each: lead_unit, if: has(matter.due) && matter.due <= today, done: matter.done, line: "{rank} {group} {done}/{all} {share}", none: 无排名 }
  lagging: { of: [task], if: matter.overdue, by: due, line: "{n}．{matter.title}，{matter.lead_unit}，{matter.due}" }
  news: { register: cases, since: last_issue, line: "{n}．{record.title}，{record.spread}，{record.where}" }
body: |
  {list.ranking}
  {list.lagging}
  {list.news}
---
register: cases
title: 经验
key: title
fields:
  title: { type: string, title: 名称, required: true }
  spread: { type: date, title: 推广日期 }
  where: { type: "list<string>", title: 范围 }
---
kind: task
title: 任务
number: "任〔{year}〕{seq}号"
---
kind: plan
title: 计划
number: "计〔{year}〕{seq}号"
cadence: { rhythm: { "*": quarterly }, met_by: { letter: summary } }
`

// task is a matter of a unit, due on a day of March 2023; done tells whether it was completed on the 3rd.
func task(title, unit string, due int, done bool) State {
	s := State{ID: title, Zone: "demo", Number: title, Kind: "task", Stage: Working, RegisteredAt: at("2023-03-01")}
	s.Title, s.LeadUnit = title, unit
	if due > 0 {
		d := date("2023-03-01") + clock.Date(due-1)
		s.Due = d
		s.Deadlines.Promised = calendar.Deadline{At: calendar.Builtin().StartOfDay(d + 1), Date: d}
	}
	if done {
		s.Stage, s.CompletedAt = Completed, at("2023-03-03")
	}
	return s
}

// summary drafts and issues the letter about a plan on 10 March 2023 and gives its text.
func summary(t testing.TB, d *desk, when string) string {
	t.Helper()
	d.do(t, when, Command{Name: "draft-letter", Actor: office, Template: "summary", To: head})
	l := d.s.Letters[len(d.s.Letters)-1]
	d.do(t, when, Command{Name: "issue-letter", Actor: office, Letter: l.ID, Number: l.ID + "号"})
	return d.s.Letters[len(d.s.Letters)-1].Text
}

func plan(t testing.TB, states []State, records ...registers.Record) *desk {
	t.Helper()
	w := world(t, compiledKinds)
	w.Matters = func([]string, time.Time) ([]State, error) { return states, nil }
	w.Records = func(string) ([]registers.Record, error) { return records, nil }
	d := newDesk(w)
	d.do(t, "2023-03-01 09:00", Command{Name: "register", Actor: office, Kind: "plan", Number: "1号", Particulars: Particulars{Title: "通报计划"}})
	return d
}

func TestALetterCompilesItsLists(t *testing.T) {
	t.Parallel()
	gone := task("撤销的", "js", 2, false)
	gone.Stage = Withdrawn
	record := func(title string, put string) registers.Record {
		return registers.Record{Register: "cases", Key: title, History: []registers.Version{{
			ValidFrom: date("2023-03-01"), RecordedAt: at(put), Values: registers.Values{"title": title, "where": []string{"市", "省"}, "spread": "2023-03-02"},
		}}}
	}
	d := plan(t, []State{
		task("甲", "zs", 2, true), task("乙", "zs", 6, true), task("丙", "zs", 8, false),
		task("丁", "js", 7, false), task("戊", "js", 2, true), task("己", "js", 3, true),
		task("庚", "bg", 8, false), task("辛", "", 9, false), task("壬", "bg", 30, false), task("癸", "bg", 0, false), gone,
	}, record("一枚印章", "2023-03-05"), record("拿地即开工", "2023-03-12"))
	for _, tt := range []struct{ when, want string }{
		{"2023-03-10 09:00", "1 建设局 2/3 66.7%|1 招商局 2/3 66.7%|3 未定 0/1 0%|3 督查室 0/1 0%|" +
			"1．丁，建设局，2023年3月7日|2．丙，招商局，2023年3月8日|3．庚，督查室，2023年3月8日|4．辛，未定，2023年3月9日|1．一枚印章，2023年3月2日，市、省"},
		{"2023-03-13 09:00", "1 建设局 2/3 66.7%|1 招商局 2/3 66.7%|3 未定 0/1 0%|3 督查室 0/1 0%|" +
			"1．丁，建设局，2023年3月7日|2．丙，招商局，2023年3月8日|3．庚，督查室，2023年3月8日|4．辛，未定，2023年3月9日|1．拿地即开工，2023年3月2日，市、省"},
	} {
		_, body, _ := strings.Cut(summary(t, d, tt.when), "\n\n")
		equalLines(t, strings.Split(strings.TrimSpace(body), "\n"), strings.Split(tt.want, "|"))
	}
}

func TestWhatIsNotThereIsSaidSo(t *testing.T) {
	t.Parallel()
	if got := summary(t, plan(t, nil), "2023-03-10 09:00"); got != "# 汇编通报\n\n无排名\n无。\n无。\n" { //nolint:dupword // two listings, each without a matter
		t.Errorf("%q", got)
	}
}

func TestEqualSharesHaveEqualRanksAndNoneIsRounded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		units := []string{"zs", "js", "bg", "gw", "zs-1"}
		var states []State
		done, all := map[string]int{}, map[string]int{}
		for range rapid.IntRange(1, 30).Draw(r, "tasks") {
			unit, ok := rapid.SampledFrom(units).Draw(r, "unit"), rapid.Bool().Draw(r, "done")
			states = append(states, task("事", unit, 2, ok))
			all[unit]++
			if ok {
				done[unit]++
			}
		}
		d := plan(t, states)
		m, err := d.w.moment(&d.s, at("2023-03-10"))
		if err != nil {
			r.Fatal(err)
		}
		ranking := m.bundle.Listings["summary"]["ranking"]
		lines, err := m.rankLines(&ranking)
		if err != nil || len(lines) != len(all) {
			r.Fatal(lines, err)
		}
		for unit, n := range all {
			above := 1
			for other, k := range all {
				if done[other]*n > done[unit]*k {
					above++
				}
			}
			name, _ := m.org().Unit(unit)
			want := share{done: done[unit], all: n}
			line := strings.Join([]string{strconv.Itoa(above), name.Name, strconv.Itoa(done[unit]) + "/" + strconv.Itoa(n), want.percent()}, " ")
			if !slices.Contains(lines, line) {
				r.Fatalf("%q lacks %q", lines, line)
			}
		}
	})
}

func TestSharesAreShownHalfUp(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		done, all int
		want      string
	}{{0, 7, "0%"}, {7, 7, "100%"}, {1, 2, "50%"}, {1, 3, "33.3%"}, {2, 3, "66.7%"}, {1, 16, "6.3%"}, {1, 2000, "0.1%"}, {1, 2001, "0%"}} {
		if got := (share{done: tt.done, all: tt.all}).percent(); got != tt.want {
			t.Errorf("%d of %d is %s, want %s", tt.done, tt.all, got, tt.want)
		}
	}
}

const blankLetters = `letter: notice
title: 提示
number: "示〔{year}〕{seq}号"
subject: 提示
body: "由{matter.lead_unit}牵头、{matter.owner}负责，时限{matter.due}。事由：{reason}。"
---
kind: task
title: 任务
number: "任〔{year}〕{seq}号"
`

func TestALetterWithBlanksDoesNotGoOut(t *testing.T) {
	t.Parallel()
	begun := func(t *testing.T) *desk {
		t.Helper()
		d := newDesk(world(t, blankLetters))
		d.do(t, "2023-03-01 09:00", Command{Name: "register", Actor: office, Kind: "task", Number: "1号", Particulars: Particulars{Title: "某事"}})
		return d
	}
	draft := Command{Name: "draft-letter", Actor: office, Template: "notice", To: head}
	t.Run("every blank is named with what to do", func(t *testing.T) {
		t.Parallel()
		code, zh := begun(t).refused(t, "2023-03-02 09:00", draft)
		if code != "letter.empty_placeholder" {
			t.Error(code)
		}
		for _, word := range []string{"“提示”", "牵头单位（先交办，写明牵头单位）", "责任人（先交办", "办结时限（先交办，写明时限或长期坚持）", "事由（拟函时写明事由"} {
			if !strings.Contains(zh, word) {
				t.Errorf("%s lacks %s", zh, word)
			}
		}
	})
	t.Run("an ongoing matter has its time limit in words", func(t *testing.T) {
		t.Parallel()
		d := begun(t)
		d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs", Ongoing: true}})
		if code, zh := d.refused(t, "2023-03-02 09:00", draft); code != "letter.empty_placeholder" || strings.Contains(zh, "时限") || !strings.Contains(zh, "事由") {
			t.Error(code, zh)
		}
		given := draft
		given.Reason = "进度滞后"
		d.do(t, "2023-03-02 09:00", given)
		d.do(t, "2023-03-02 10:00", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "示1号"})
		if got := d.s.Letters[0].Text; got != "# 提示\n\n由招商局牵头、招商专员负责，时限长期。事由：进度滞后。" {
			t.Error(got)
		}
	})
}

func TestOnlyItsOwnLetterMeetsAPublication(t *testing.T) {
	t.Parallel()
	d := plan(t, nil)
	d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs"}})
	d.until(t, "2023-03-02")
	if got := standing(&d.s); got != "publish/2023-Q1" {
		t.Fatal(got)
	}
	d.do(t, "2023-03-10 09:00", Command{Name: "draft-letter", Actor: office, Template: "bulletin", To: head})
	wrong := Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "通报1号"}
	wrong.Duty = "publish/2023-Q1"
	if code, zh := d.refused(t, "2023-03-10 10:00", wrong); code != "letter.other_duty" || !strings.Contains(zh, "汇编通报") {
		t.Error(code, zh)
	}
	wrong.Duty = ""
	d.do(t, "2023-03-10 11:00", wrong)
	if got := standing(&d.s); got != "publish/2023-Q1" {
		t.Errorf("another letter met it: %q", got)
	}
	summary(t, d, "2023-03-13 09:00")
	if got := standing(&d.s); got != "" {
		t.Errorf("its own letter did not: %q", got)
	}
}

func TestWithoutALedgerNoListIsMadeUp(t *testing.T) {
	t.Parallel()
	d := plan(t, nil)
	d.w.Matters = nil
	if code, _ := d.refused(t, "2023-03-10 09:00", Command{Name: "draft-letter", Actor: office, Template: "summary", To: head}); code != "letter.no_ledger" {
		t.Error(code)
	}
}
