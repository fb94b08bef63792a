package matter

import (
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
)

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	w := world(t)
	tests := []struct {
		name    string
		command string
		stage   Stage
		actor   string
		code    string // "" lets through
	}{
		{"the office assigns", "transfer", Working, office, ""},
		{"an owner does not hand their own matter on", "transfer", Working, owner, "matter.not_your_post"},
		{"the owner reports", "report", Working, owner, ""},
		{"the head of the lead unit reports for the owner", "report", Working, head, ""},
		{"the office enters a report that came on paper", "report", Working, office, ""},
		{"another unit does not report", "report", Working, "建设局局长", "matter.not_your_post"},
		{"the head of the lead unit reviews", "review", Reported, head, ""},
		{"the office reviews", "review", Reported, office, ""},
		{"the owner does not review", "review", Reported, owner, "matter.recused"},
		{"the owner does not return their own report to themselves", "return", Reported, owner, "matter.recused"},
		{"the owner does not look at their own matter", "look-at", Working, owner, "matter.recused"},
		{"the verifying post closes out", "close", Completed, verifier, ""},
		{"the office does not close out where verifying is another's", "close", Completed, office, "matter.not_your_post"},
		{"the sponsor grants an extension", "extend", Working, sponsor, ""},
		{"the office does not grant an extension", "extend", Working, office, "matter.not_your_post"},
		{"the office issues letters", "issue-letter", Working, office, ""},
		{"the owner does not issue letters", "issue-letter", Working, owner, "matter.not_your_post"},
		{"the head of the lead unit meets a review", "meet", Working, head, ""},
		{"the office notes that a review was held", "meet", Working, office, ""},
		{"the owner does not meet the review of their own matter", "meet", Working, owner, "matter.recused"},
		{"nobody else meets a duty", "meet", Working, "建设局局长", "matter.not_your_post"},
		{"the owner attaches evidence", "attach", Working, owner, ""},
		{"the head of the lead unit attaches it", "attach", Working, head, ""},
		{"who stands above them attaches it", "attach", Working, "管委会主任", ""},
		{"the sponsor attaches it", "attach", Working, sponsor, ""},
		{"the verifier attaches it", "attach", Working, verifier, ""},
		{"the office attaches it", "attach", Working, office, ""},
		{"a post of another unit attaches nothing", "attach", Working, "建设局局长", "matter.not_your_post"},
		{"nor does another of the office", "attach", Working, "联络专员", "matter.not_your_post"},
		{"nor a section below the lead unit", "attach", Working, section, "matter.not_your_post"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, c := readyIn(tt.stage), wellFormed(tt.command)
			c.Actor, c.Person = tt.actor, ""
			_, err := Decide(&s, &c, w)
			if tt.code == "" && err != nil || tt.code != "" && errs.CodeOf(err) != tt.code {
				t.Fatalf("got %v", err)
			}
			if tt.code == "matter.not_your_post" && errs.KindOf(err) != errs.Forbidden {
				t.Errorf("the kind is %s", errs.KindOf(err))
			}
		})
	}
	t.Run("a matter's own verifier takes the place of the kind's", func(t *testing.T) {
		t.Parallel()
		s, c := readyIn(Completed), wellFormed("close")
		s.Verifier = "建设局局长"
		if _, err := Decide(&s, &c, w); errs.CodeOf(err) != "matter.not_your_post" {
			t.Errorf("the kind's verifier got %v", err)
		}
		c.Actor, c.Person = "建设局局长", "p-07"
		if _, err := Decide(&s, &c, w); err != nil {
			t.Error(err)
		}
	})
	t.Run("a member of a body acts though another member's post is vacant", func(t *testing.T) {
		t.Parallel()
		w := world(t, strings.Replace(gradedKind, "assign: head(bg)", "assign: support_units.head", 1))
		s, c := readyIn(Working), wellFormed("suspend")
		s.Support = []string{"js", "nowhere"}
		c.Actor = "建设局局长"
		if _, err := Decide(&s, &c, w); err != nil {
			t.Error(err)
		}
	})
	t.Run("a role that nobody fills is named in the refusal", func(t *testing.T) {
		t.Parallel()
		w := world(t, strings.Replace(gradedKind, "assign: head(bg)", "assign: post(空缺岗)", 1))
		s, c := readyIn(Working), wellFormed("suspend")
		_, err := Decide(&s, &c, w)
		if errs.CodeOf(err) != "org.unheld" || !strings.Contains(errs.Message(err, text.Zh), "空缺岗") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("where a kind names no roles anybody may act", func(t *testing.T) {
		t.Parallel()
		w := world(t, kindWith("graded", ""))
		s, c := readyIn(Working), wellFormed("suspend")
		c.Actor = "建设局局长"
		if _, err := Decide(&s, &c, w); err != nil {
			t.Error(err)
		}
	})
	t.Run("whose it is not is told whose it is, before what must come first", func(t *testing.T) {
		t.Parallel()
		w := world(t, strings.Replace(gradedKind, "roles:\n", "requires: [accept]\nroles:\n", 1))
		for _, name := range []string{"accept", "report"} {
			s, c := readyIn(Assigned), wellFormed(name)
			c.Actor = "建设局局长"
			_, err := Decide(&s, &c, w)
			if words := errs.Message(err, text.Zh); errs.CodeOf(err) != "matter.not_your_post" || !strings.Contains(words, "应由 "+owner+"、"+head+"、"+office+" 办理") {
				t.Errorf("%s: %v", name, words)
			}
		}
		s, c := readyIn(Assigned), wellFormed("report")
		if _, err := Decide(&s, &c, w); errs.CodeOf(err) != "matter.stage_skipped" {
			t.Errorf("by the owner: %v", err)
		}
	})
	t.Run("a matter without an owner is to be assigned first", func(t *testing.T) {
		t.Parallel()
		s, c := readyIn(Registered), wellFormed("object")
		s.Owner, s.LeadUnit, c.Actor = "", "", "建设局局长"
		if _, err := Decide(&s, &c, w); errs.CodeOf(err) != "matter.unowned" {
			t.Errorf("got %v", err)
		}
	})
}

// 招商专员 (p-05 with p-06 as deputy) owns the matter; p-05 is also deputy of 招商局局长 and holds 联络专员.
func TestNobodyVerifiesTheirOwnWork(t *testing.T) {
	t.Parallel()
	w := world(t, strings.Replace(gradedKind, "verify: post(核验专员)", "verify: body(招商专班)", 1), kindWith("open", ""))
	tests := []struct {
		name          string
		actor, person string
		completedBy   string // post/person
		refused       bool
	}{
		{"somebody else closes out", verifier, "p-08", owner + "/p-05", false},
		{"the owner's post does not", owner, "p-05", owner + "/p-05", true},
		{"the owner's deputy in the owner's post does not", owner, "p-06", owner + "/p-05", true},
		{"the completer does not, though another post owns it", head, "p-04", head + "/p-04", true},
		{"the completer does not behind another post", "联络专员", "p-05", head + "/p-05", true},
		{"the owner does not behind another post, though another completed it", "联络专员", "p-05", office + "/p-03", true},
		{"the deputy who completed it does not behind another post", "建设局局长", "p-06", owner + "/p-06", true},
		{"the other seat of the owner's post does not", "建设局局长", "p-06", owner + "/p-05", true},
		{"who acts is looked up where the shell did not say", "联络专员", "", owner + "/p-05", true},
	}
	for _, tt := range tests {
		for verb, in := range map[string]struct {
			stage Stage
			says  string
		}{"follow-up": {Completed, "请由他人回访"}, "close": {Completed, "请由他人销号"}, "recheck": {Closed, "请由他人回头看"}} {
			t.Run(tt.name+": "+verb, func(t *testing.T) {
				t.Parallel()
				s, c := readyIn(in.stage), wellFormed(verb)
				s.Kind = "open" // anybody may verify, so that only four eyes decide
				s.CompletedBy, s.CompletedByPerson, _ = strings.Cut(tt.completedBy, "/")
				c.Actor, c.Person = tt.actor, tt.person
				_, err := Decide(&s, &c, w)
				if tt.refused != (errs.CodeOf(err) == "matter.four_eyes") || !tt.refused && err != nil {
					t.Fatalf("got %v", err)
				}
				if tt.refused && !strings.Contains(errs.Message(err, text.Zh), in.says) {
					t.Errorf("the refusal does not say what to do: %v", err)
				}
			})
		}
	}
}

func TestWhoCopiesALedgerMayVerifyWhatItSaysWasDone(t *testing.T) {
	t.Parallel()
	w := world(t, strings.Replace(gradedKind, "verify: post(核验专员)", "verify: post(督查室主任)", 1), kindWith("open", ""))
	for name, tt := range map[string]struct {
		owner      string
		fromLedger bool
		claimed    string
		refused    bool
	}{
		"the owner claims what the office copies":     {owner, true, owner, false},
		"the office claims what it completes itself":  {owner, false, "", true},
		"who copies it verifies nothing of their own": {office, true, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := readyIn(Working), wellFormed("complete")
			s.Kind, s.Owner, c.Actor, c.Person, c.FromLedger = "open", tt.owner, office, "p-03", tt.fromLedger
			done, err := Decide(&s, &c, w)
			if err != nil {
				t.Fatal(err)
			}
			if moved, is := done.(*MovedEvent); !is || moved.Claimed != tt.claimed {
				t.Errorf("got %+v", done)
			}
			s = Evolve(s, &ledger.Event{At: c.At, Actor: c.Actor, Person: c.Person, Type: "completed"}, done)
			c = wellFormed("close")
			c.Actor, c.Person = office, "p-03"
			if _, err := Decide(&s, &c, w); tt.refused != (errs.CodeOf(err) == "matter.four_eyes") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestGates(t *testing.T) {
	t.Parallel()
	w := world(t, kindWith("graded", `gates:
  assign:
    all:
      - { if: 'matter.brief != ""', says: 任务书未填 }
      - { if: has(command.due), says: 时间表未定 }
      - { if: 'command.owner != "" && size(command.owner) < 20', says: 责任人未定 }
  close: { all: [size(matter.evidence) > 0, actor != matter.owner], says: 佐证齐全且由他人核验 }
  report: [has(command.progress) && command.progress > 0.0]
  recolor: [command.session in lists.sessions]
`)+"\n---\nlist: sessions\ntitle: 会议\nversion: \"1\"\nitems: [{ code: S1, title: 一 }, { code: S2, title: 二, from: 2023-04-01 }]\n")
	refusal := func(t *testing.T, s State, c Command) string {
		t.Helper()
		_, err := Decide(&s, &c, w)
		if err == nil {
			return ""
		}
		if errs.CodeOf(err) != "gate."+c.Name || errs.KindOf(err) != errs.Refused {
			t.Fatalf("got %v", err)
		}
		return errs.Message(err, text.Zh)
	}
	t.Run("every condition that fails is named at once", func(t *testing.T) {
		t.Parallel()
		got := refusal(t, readyIn(Registered), Command{Name: "assign", ID: "m-1", Actor: office, At: at("2023-03-02 09:00")})
		for _, says := range []string{"任务书未填", "时间表未定", "责任人未定"} {
			if !strings.Contains(got, says) {
				t.Errorf("%q does not say %q", got, says)
			}
		}
	})
	t.Run("only the condition that fails is named", func(t *testing.T) {
		t.Parallel()
		s := readyIn(Registered)
		s.Brief = "建成投产"
		c := Command{Name: "assign", ID: "m-1", Actor: office, At: at("2023-03-02 09:00")}
		c.Owner = owner
		if got := refusal(t, s, c); !strings.Contains(got, "时间表未定") || strings.Contains(got, "任务书") {
			t.Errorf("got %q", got)
		}
	})
	t.Run("conditions with one message say it once", func(t *testing.T) {
		t.Parallel()
		s := readyIn(Completed)
		s.Evidence = nil
		if got := refusal(t, s, wellFormed("close")); strings.Count(got, "佐证齐全") != 1 {
			t.Errorf("got %q", got)
		}
	})
	t.Run("a condition without a message is shown as it is written", func(t *testing.T) {
		t.Parallel()
		if got := refusal(t, readyIn(Working), wellFormed("report")); !strings.Contains(got, "has(command.progress)") {
			t.Errorf("got %q", got)
		}
	})
	t.Run("lists count as they are on the day", func(t *testing.T) {
		t.Parallel()
		c := wellFormed("recolor")
		w := world(t, kindWith("graded", "urgencies: { red: 红 }\ngates: { recolor: [command.session in lists.sessions] }\n")+
			"\n---\nlist: sessions\ntitle: 会议\nversion: \"1\"\nitems: [{ code: S2, title: 二, from: 2023-04-01 }]\n")
		c.Session = "S2"
		s := readyIn(Working)
		if _, err := Decide(&s, &c, w); errs.CodeOf(err) != "gate.recolor" {
			t.Errorf("before the item is in force: %v", err)
		}
		c.At = at("2023-04-03 09:00")
		if _, err := Decide(&s, &c, w); err != nil {
			t.Error(err)
		}
	})
	t.Run("the gate of registration sees the matter as it would be", func(t *testing.T) {
		t.Parallel()
		w := world(t, kindWith("graded", "gates: { register: { all: ['matter.brief != \"\"'], says: 任务书未填 } }\n"))
		c := Command{Name: "register", ID: "m-1", Kind: "graded", Actor: office, At: at("2023-03-02 09:00"), Particulars: Particulars{Title: "某事"}}
		if _, err := Decide(&State{}, &c, w); errs.CodeOf(err) != "gate.register" {
			t.Errorf("got %v", err)
		}
		c.Brief = "建成"
		if _, err := Decide(&State{}, &c, w); err != nil {
			t.Error(err)
		}
	})
	t.Run("stages that a kind insists on are not skipped", func(t *testing.T) {
		t.Parallel()
		w := world(t, kindWith("graded", "requires: [establish, accept, review, follow-up]\nchecklist: [准, 实]\n"))
		for _, tt := range []struct {
			stage         Stage
			command, says string
		}{
			{Registered, "assign", "须先立项"},
			{Assigned, "report", "须先签收"},
			{Assigned, "complete", "须先签收"},
			{Reported, "complete", "须先审核通过"},
			{Completed, "close", "须先回访"},
			{Registered, "transfer", "须先交办"},
		} {
			s, c := readyIn(tt.stage), wellFormed(tt.command)
			if tt.command == "transfer" {
				s.AssignedAt = s.RaisedAt
			}
			_, err := Decide(&s, &c, w)
			if errs.CodeOf(err) != "matter.stage_skipped" || !strings.Contains(errs.Message(err, text.Zh), tt.says) {
				t.Errorf("%s: %v", tt.command, err)
			}
		}
		s, c := readyIn(Reported), wellFormed("review")
		c.Checks = []string{"准"}
		if _, err := Decide(&s, &c, w); errs.CodeOf(err) != "matter.check_missing" || !strings.Contains(errs.Message(err, text.Zh), "实") {
			t.Errorf("a review with an unticked item: %v", err)
		}
		c.Checks = []string{"准", "实"}
		if _, err := Decide(&s, &c, w); err != nil {
			t.Error(err)
		}
	})
}
