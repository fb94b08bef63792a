package matter

import (
	"encoding/json"
	"slices"
	"testing"
)

// What was sent back is not all done, whoever said so: what had been reported before stands.
func TestWhatIsSentBackIsNotAllDone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		reports []float64
		then    []Command
		want    float64
	}{
		{"a report that says all of it, returned", []float64{40, 100}, []Command{{Name: "return", Actor: head}}, 40},
		{"said twice", []float64{40, 100, 100}, []Command{{Name: "return", Actor: head}}, 40},
		{"said at once", []float64{100}, []Command{{Name: "return", Actor: head}}, 0},
		{"a report of less, returned", []float64{40}, []Command{{Name: "return", Actor: head}}, 40},
		{"taken back by who reported", []float64{40, 100, 60}, []Command{{Name: "return", Actor: head}}, 60},
		{"a completion, returned", []float64{40, 100}, []Command{{Name: "complete", Actor: owner}, {Name: "return", Actor: head}}, 40},
		{"reopened", []float64{100}, []Command{{Name: "complete", Actor: owner}, {Name: "close", Actor: verifier}, {Name: "reopen", Actor: office}}, 0},
		{"failed at its re-check", []float64{30, 100}, []Command{{Name: "complete", Actor: owner}, {Name: "close", Actor: verifier}, {Name: "recheck", Actor: verifier, Verdict: "fail"}}, 30},
		{"transferred from completion", []float64{30, 100}, []Command{{Name: "complete", Actor: owner}, {Name: "transfer", Actor: office}}, 30},
		{"closed out", []float64{30, 100}, []Command{{Name: "complete", Actor: owner}, {Name: "close", Actor: verifier}}, 100},
	} {
		d := assigned(t, world(t), "2023-03-01 09:00")
		minute := at("2023-03-02 09:00")
		give := func(c Command) {
			c.Reason, c.Evidence = "因故", []string{"材料"}
			minute = minute.Add(60e9)
			c.ID, c.At = d.s.ID, minute
			if err := d.try(c); err != nil {
				t.Fatalf("%s: %s: %v", tt.name, c.Name, err)
			}
		}
		for _, p := range tt.reports {
			give(Command{Name: "report", Actor: owner, Progress: &p})
		}
		for _, c := range tt.then {
			give(c)
		}
		if d.s.Progress != tt.want {
			t.Errorf("%s: %v %%, not %v", tt.name, d.s.Progress, tt.want)
		}
	}
}

// Ledgers of old do not say what had been reported before, and fold as they did.
func TestALedgerOfOldKeepsItsProgress(t *testing.T) {
	t.Parallel()
	d := assigned(t, world(t), "2023-03-01 09:00")
	for _, said := range []struct{ kind, data string }{
		{"reported", `{"command":"report","progress":40}`}, {"reported", `{"command":"report","progress":100}`}, {"returned", `{"command":"return","reason":"不实"}`},
	} {
		c, err := DecodeContent(said.kind, []byte(said.data))
		if err != nil {
			t.Fatal(err)
		}
		head := d.events[len(d.events)-1].head
		d.fold(head, c)
	}
	if b, err := json.Marshal(&d.s); err != nil || d.s.Progress != 100 || d.s.Partial != nil {
		t.Errorf("%s, %v", b, err)
	}
}

func TestWhatOthersHangBelowHasTheirProgress(t *testing.T) {
	t.Parallel()
	g := planted(t, "tree: { children: [task] }\n")
	half := 50.0
	g.do(t, "2023-03-02 09:00", "a", Command{Name: "report", Actor: owner, Progress: &half})
	g.refused(t, "2023-03-02 10:00", "p", Command{Name: "report", Actor: owner, Progress: &half}, "matter.progress_of_tree", "a号", "b号", "c号", "16.7%")
	g.do(t, "2023-03-02 10:00", "p", Command{Name: "report", Actor: owner, Text: "正在推进"})
	g.do(t, "2023-03-02 10:00", "q", Command{Name: "report", Actor: owner, Progress: &half}) // nothing hangs below it
	for id, asked := range map[string]bool{"p": false, "q": true} {
		actions, err := Actions(&g[id].s, g[id].w, owner, "p-05", at("2023-03-02 11:00"))
		i := slices.IndexFunc(actions, func(a Action) bool { return a.Command == "report" })
		if err != nil || i < 0 || slices.ContainsFunc(actions[i].Takes, func(k Take) bool { return k.Name == "progress" }) != asked {
			t.Errorf("%s: %+v, %v", id, actions, err)
		}
	}
}
