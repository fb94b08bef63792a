package matter

import (
	"strings"
	"testing"
	"time"
)

// grove is several matters of one zone, each on a desk of its own, that see one another.
type grove map[string]*desk

// planted is a plan p with leaves a, b and c, all assigned; q stands beside it.
func planted(t *testing.T, tree string) grove {
	t.Helper()
	w := world(t, kindWith("task", "recheck: 20wd\nroles: { assign: head(bg), review: head(bg), verify: post(核验专员) }\n"),
		kindWith("plan", tree+"roles: { assign: head(bg), review: head(bg), verify: post(核验专员) }\n"))
	g := grove{}
	w.Matter = func(id string) (*State, error) { return &g[id].s, nil }
	w.Below = func(id string, _ time.Time) []Node {
		var out []Node
		for _, d := range g {
			if n, gone := NodeOf(&d.s); !gone && d.s.Parent == id {
				out = append(out, n)
			}
		}
		return out
	}
	w.Tree = func(id string, at time.Time) Tree { return Summarise(id, w.Below(id, at)) }
	for _, one := range []struct{ id, kind, parent string }{{"p", "plan", ""}, {"q", "plan", ""}, {"a", "task", "p"}, {"b", "task", "p"}, {"c", "task", "p"}} {
		g[one.id] = newDesk(w)
		g.do(t, "2023-03-01 09:00", one.id, Command{Name: "register", Actor: office, Kind: one.kind, Number: one.id + "号", Particulars: Particulars{Title: "某事项", Parent: one.parent}})
	}
	g.do(t, "2023-03-01 09:10", "p", Command{Name: "establish", Actor: office})
	for id := range g {
		g.do(t, "2023-03-01 09:20", id, Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs"}})
	}
	return g
}

func (g grove) do(t *testing.T, when, id string, c Command) {
	t.Helper()
	c.ID = id
	g[id].do(t, when, c)
}

func (g grove) refused(t *testing.T, when, id string, c Command, want string, says ...string) {
	t.Helper()
	c.ID = id
	code, zh := g[id].refused(t, when, c)
	if code != want {
		t.Errorf("%s of %s: %s %s", c.Name, id, code, zh)
	}
	for _, word := range says {
		if !strings.Contains(zh, word) {
			t.Errorf("%s of %s does not say %q: %s", c.Name, id, word, zh)
		}
	}
}

// done completes the leaves and closes those out that are named.
func (g grove) done(t *testing.T, closed ...string) {
	t.Helper()
	for _, id := range []string{"a", "b", "c"} {
		g.do(t, "2023-03-02 09:00", id, Command{Name: "complete", Actor: owner})
	}
	for _, id := range closed {
		g.do(t, "2023-03-02 10:00", id, Command{Name: "close", Actor: verifier})
	}
}

var (
	complete  = Command{Name: "complete", Actor: owner}
	closeIt   = Command{Name: "close", Actor: verifier}
	followUp  = Command{Name: "follow-up", Actor: verifier}
	sendBack  = Command{Name: "return", Actor: office, Reason: "不实"}
	withdraw  = Command{Name: "withdraw", Actor: office, Reason: "不再办"}
	reopen    = Command{Name: "reopen", Actor: office, Reason: "反弹"}
	passAgain = Command{Name: "recheck", Actor: verifier, Verdict: "pass"}
	failAgain = Command{Name: "recheck", Actor: verifier, Verdict: "fail"}
)

const threeLeaves = "tree: { leaves: 3 }\n"

func TestAPlanIsNotClosedOutWithALeafThatWasSentBack(t *testing.T) {
	t.Parallel()
	g := planted(t, threeLeaves)
	g.refused(t, "2023-03-01 10:00", "p", complete, "matter.open_leaves", "还有 3 条", "a号", "b号", "c号", "不能办结")
	g.done(t)
	g.do(t, "2023-03-03 09:00", "p", complete)
	g.do(t, "2023-03-03 10:00", "b", sendBack)
	g.refused(t, "2023-03-03 11:00", "p", followUp, "matter.open_leaves", "（b号）", "不能回访")
	g.refused(t, "2023-03-03 11:00", "p", closeIt, "matter.open_leaves", "共 3 条，还有 1 条", "（b号）", "不能销号")
	g.do(t, "2023-03-03 14:30", "b", complete)
	g.do(t, "2023-03-03 15:00", "p", followUp)
	g.do(t, "2023-03-03 16:00", "p", closeIt)

	g = planted(t, "tree: { leaves: 3, open_leaves: true }\n")
	g.do(t, "2023-03-03 09:00", "p", complete)
	g.do(t, "2023-03-03 16:00", "p", closeIt)
}

func TestAPlanOfWhichNothingIsLeftIsNotDone(t *testing.T) {
	t.Parallel()
	g := planted(t, threeLeaves)
	g.do(t, "2023-03-02 09:00", "a", withdraw)
	g.do(t, "2023-03-02 09:00", "b", withdraw)
	g.do(t, "2023-03-02 09:00", "c", Command{Name: "merge", Actor: office, To: "q", Reason: "重复"})
	g.refused(t, "2023-03-02 10:00", "p", complete, "matter.no_leaves", "一条也没有")
	g.do(t, "2023-03-02 11:00", "p", withdraw)
	for tree, code := range map[string]string{"tree: { children: [task] }\n": "matter.no_leaves", "tree: { children: [plan, task] }\n": "", "tree: { children: [task], open_leaves: true }\n": "", "": ""} {
		g := planted(t, tree)
		if c := complete; code == "" {
			g.do(t, "2023-03-02 10:00", "q", c)
		} else {
			g.refused(t, "2023-03-02 10:00", "q", c, code)
		}
	}
}

func TestNothingIsLeftHangingBelowWhatIsDropped(t *testing.T) {
	t.Parallel()
	merge := Command{Name: "merge", Actor: office, To: "q", Reason: "重复"}
	for _, tree := range []string{threeLeaves, ""} {
		for _, c := range []Command{withdraw, merge} {
			g := planted(t, tree)
			g.refused(t, "2023-03-02 08:40", "p", c, "matter.open_below", "3 件在办", "a号", "c号")
			g.done(t, "a", "b")
			g.refused(t, "2023-03-02 11:00", "p", c, "matter.open_below", "1 件在办（c号）") // completed is not closed out
			g.do(t, "2023-03-02 11:10", "c", withdraw)
			g.do(t, "2023-03-02 11:20", "p", c)
			if g["p"].s.Stage != Withdrawn && g["p"].s.Into != "q" {
				t.Errorf("%s: %s", c.Name, g["p"].s.Stage)
			}
		}
	}
}

func TestNothingIsTakenUpAgainBelowAPlanThatIsClosedOut(t *testing.T) {
	t.Parallel()
	g := planted(t, threeLeaves)
	g.done(t, "a")
	g.do(t, "2023-03-03 09:00", "p", complete)
	g.do(t, "2023-03-03 10:00", "p", closeIt)
	over := "p号 已销号"
	g.refused(t, "2023-03-06 09:00", "a", reopen, "matter.above_over", over, "不能重启", "请先重启 p号")
	g.refused(t, "2023-03-06 09:00", "b", sendBack, "matter.above_over", over)
	g.refused(t, "2023-03-06 09:00", "b", Command{Name: "transfer", Actor: office, Reason: "换人", Assignment: Assignment{Owner: section}}, "matter.above_over", over)
	g.refused(t, "2023-03-06 09:00", "a", failAgain, "matter.above_over", over)
	g.do(t, "2023-03-06 09:30", "a", passAgain)
	g.do(t, "2023-03-06 10:00", "p", reopen)
	g.do(t, "2023-03-06 10:10", "a", failAgain)
	g.do(t, "2023-03-06 10:10", "b", sendBack)
	g.refused(t, "2023-03-06 11:00", "p", complete, "matter.open_leaves", "还有 2 条", "a号", "b号")

	for _, free := range []string{"", "tree: { leaves: 3, open_leaves: true }\n"} { // such a plan was closed whatever hangs below
		g := planted(t, free)
		g.done(t, "a")
		g.do(t, "2023-03-03 09:00", "p", complete)
		g.do(t, "2023-03-03 10:00", "p", closeIt)
		g.do(t, "2023-03-06 09:00", "a", reopen)
	}
}

func TestARefusalNamesAFewOfManyLeaves(t *testing.T) {
	t.Parallel()
	nodes := []Node{{ID: "x", Parent: "p", Number: "x"}}
	for _, id := range []string{"1", "2", "3", "4", "5", "6"} {
		nodes = append(nodes, Node{ID: id, Parent: "x", Number: id + "号"})
	}
	nodes = append(nodes, Node{ID: "7", Parent: "x", Number: "7号", Done: true}, Node{ID: "8", Parent: "elsewhere", Number: "8号"})
	if got := listZh(unfinished("p", nodes)); got != "1号、2号、3号、4号、5号 等" {
		t.Error(got)
	}
	if got := listEn(unfinished("p", nodes[:3])); got != "1号, 2号" {
		t.Error(got)
	}
}
