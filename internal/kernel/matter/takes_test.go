package matter

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/base/errs"
)

// unasked are the members of a command that nobody is asked for: what it is about, who gives it and when, and what an
// office's ledger or another system alone tells.
var unasked = []string{
	"name", "id", "at", "actor", "person", "deputy", "kind", "number", "letter", "personal", "received", "clock_from", "origin",
}

// takenKind makes every command possible on the way of one matter.
const takenKind = `number: "X〔{year}〕{seq}号"
fields:
  phone: { type: string, title: 电话, personal: phone, keep: 2y after close }
  amount: { type: money, title: 金额, required: true }
urgencies: { red: 红, green: 绿 }
categories: [甲, 乙]
limit: { promised: 30wd, extensions: 2, extend_by: 10wd }
checklist: [快]
light: { red: matter.overdue, green: "true" }
cadence: { "*": { every: weekly } }
ladder:
  - { at: assigned + 1wd, talk: true, to: owner, by: head(bg) }
`

// takenWorld is a zone where the letter called written has room for words of the moment.
func takenWorld(t *testing.T) *World {
	t.Helper()
	reports := strings.Replace(takenKind, `cadence: { "*": { every: weekly } }`, `cadence: { rhythm: { "*": { every: weekly } }, met_by: report }`, 1)
	receipt := strings.Replace(takenKind, "promised: 30wd", "promised: 30wd, start: receipt", 1)
	return world(t, "kind: taken\ntitle: 甲\n"+takenKind, "kind: reports\ntitle: 乙\n"+reports, "kind: receipt\ntitle: 丙\n"+receipt,
		"letter: written\ntitle: 函\nnumber: \"函〔{year}〕{seq}号\"\nsubject: 函\nbody: \"{to}：{reason}。{text}\"\n")
}

// road is a command that is let through, and what must have been done before.
type road struct {
	kind   string
	before []Command
	give   Command
}

func takenRoads() map[string]road {
	extra := Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs"}}
	by := func(actor, name string, set ...func(*Command)) Command {
		c := Command{Name: name, Actor: actor}
		for _, f := range set {
			f(&c)
		}
		return c
	}
	because := func(c *Command) { c.Reason = "因故" }
	saying := func(c *Command) { c.Text = "已办" }
	with := func(letter string) func(*Command) { return func(c *Command) { c.Letter = letter } }
	draft := by(office, "draft-letter", because, func(c *Command) { c.Template, c.To = "written", head })
	issue := by(office, "issue-letter", with("L1"), func(c *Command) { c.Number = "函1号" })
	deliver, sign := by(office, "deliver-letter", with("L1")), by(head, "sign-letter", with("L1"))
	complete, review := by(owner, "complete"), by(head, "review", func(c *Command) { c.Checks = []string{"快"} })
	closed := by(verifier, "close")
	ask := by(owner, "ask-extension", because, func(c *Command) { c.By = limit("3wd") })
	replan := by(owner, "ask-replan", because, func(c *Command) { c.Due = date("2023-05-10") })
	done := []Command{extra, complete}
	return map[string]road{
		"establish": {give: by(office, "establish")}, "assign": {give: extra}, "transfer": {before: []Command{extra}, give: by(office, "transfer", because)},
		"accept": {before: []Command{extra}, give: by(owner, "accept")}, "work": {before: []Command{extra, by(owner, "accept")}, give: by(owner, "work")},
		"report": {kind: "reports", before: []Command{extra}, give: by(owner, "report", saying)},
		"review": {before: []Command{extra, by(owner, "report", saying)}, give: review}, "return": {before: done, give: by(head, "return", because)},
		"complete": {before: []Command{extra}, give: complete}, "follow-up": {before: done, give: by(verifier, "follow-up")}, "close": {before: done, give: closed},
		"archive": {before: append(slices.Clone(done), closed), give: by(office, "archive")},
		"recheck": {before: append(slices.Clone(done), closed), give: by(verifier, "recheck", func(c *Command) { c.Verdict = "fail" })},
		"reopen":  {before: append(slices.Clone(done), closed), give: by(office, "reopen", because)},
		"merge":   {give: by(office, "merge", func(c *Command) { c.To = "m-9" })}, "withdraw": {give: by(office, "withdraw", because)},
		"attach":        {give: by(office, "attach", func(c *Command) { c.Evidence = []string{"甲"} })},
		"ask-materials": {kind: "receipt", give: by(office, "ask-materials", because)}, "complete-materials": {kind: "receipt", give: by(office, "complete-materials")},
		"ask-extension": {before: []Command{extra}, give: ask}, "extend": {before: []Command{extra, ask}, give: by(sponsor, "extend")},
		"refuse-extension": {before: []Command{extra, ask}, give: by(sponsor, "refuse-extension", because)},
		"suspend":          {before: []Command{extra}, give: by(office, "suspend", because)},
		"resume":           {before: []Command{extra, by(office, "suspend", because)}, give: by(office, "resume")},
		"ask-replan":       {before: []Command{extra}, give: replan}, "replan": {before: []Command{extra, replan}, give: by(sponsor, "replan")},
		"refuse-replan":    {before: []Command{extra, replan}, give: by(sponsor, "refuse-replan", because)},
		"recolor":          {give: by(office, "recolor", func(c *Command) { c.Urgency, c.Session = "red", "S1" })},
		"escalate":         {before: []Command{extra}, give: by(owner, "escalate", func(c *Command) { c.To, c.Reason = sponsor, "局长出差" })},
		"object":           {before: []Command{extra}, give: by(owner, "object", saying)},
		"answer-objection": {before: []Command{extra, by(owner, "object", saying)}, give: by(office, "answer-objection", saying)},
		"look-at":          {before: []Command{extra}, give: by(head, "look-at")},
		"meet":             {before: []Command{extra}, give: by(office, "meet", saying, func(c *Command) { c.Duty = "talk" })},
		"draft-letter":     {give: draft}, "issue-letter": {before: []Command{draft}, give: issue}, "deliver-letter": {before: []Command{draft, issue}, give: deliver},
		"sign-letter":     {before: []Command{draft, issue, deliver}, give: sign},
		"reply-letter":    {before: []Command{draft, issue, deliver, sign}, give: by(head, "reply-letter", with("L1"), saying)},
		"withdraw-letter": {before: []Command{draft}, give: by(office, "withdraw-letter", with("L1"), because)},
		"unmask":          {give: by(office, "unmask", because, func(c *Command) { c.Which = []string{"phone"} })},
		"erase":           {give: by(office, "erase", because)},
	}
}

// other sets one member of a command to something else than it says.
var other = map[string]func(*Command){
	"title": func(c *Command) { c.Title = "另一件" }, "brief": func(c *Command) { c.Brief = "另一份任务书" }, "category": func(c *Command) { c.Category = []string{"乙"} },
	"urgency": func(c *Command) { c.Urgency = "green" }, "place": func(c *Command) { c.Place = "某街" }, "parent": func(c *Command) { c.Parent = "m-8" },
	"weight": func(c *Command) { c.Weight = 7 }, "first_contact": func(c *Command) { c.FirstContact = section }, "applicant": func(c *Command) { c.Applicant = "某企业" },
	"fields": func(c *Command) { c.Fields = map[string]any{"amount": 700.0} }, "lead_unit": func(c *Command) { c.LeadUnit = "js" },
	"support_units": func(c *Command) { c.Support = []string{"js"} }, "owner": func(c *Command) { c.Owner = section }, "sponsor": func(c *Command) { c.Sponsor = head },
	"verifier": func(c *Command) { c.Verifier = head }, "due": func(c *Command) { c.Due = date("2023-06-09") }, "ongoing": func(c *Command) { c.Ongoing = true },
	"finished": func(c *Command) { c.Finished = date("2023-03-08") }, "reason": func(c *Command) { c.Reason = "另一个理由" }, "text": func(c *Command) { c.Text = "另一番话" },
	"session": func(c *Command) { c.Session = "S2" }, "basis": func(c *Command) { c.Basis = "某条" }, "verdict": func(c *Command) { c.Verdict = "pass" },
	"evidence": func(c *Command) { c.Evidence = []string{"乙"} }, "checks": func(c *Command) { c.Checks = []string{"快", "准"} },
	"progress": func(c *Command) { p := 7.0; c.Progress = &p }, "by": func(c *Command) { c.By = limit("4wd") }, "to": func(c *Command) { c.To = section },
	"template": func(c *Command) { c.Template = "bulletin" }, "duty": func(c *Command) { c.Duty = "none" }, "which": func(c *Command) { c.Which = []string{"none"} },
}

func commandMembers() []string {
	var out []string
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		for f := range t.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch {
			case f.Anonymous:
				visit(f.Type)
			case name != "-" && name != "":
				out = append(out, name)
			}
		}
	}
	visit(reflect.TypeFor[Command]())
	return out
}

func TestTheTableOfWhatACommandTakesIsWhatItsDecisionReads(t *testing.T) {
	t.Parallel()
	var settable []string
	for _, name := range commandMembers() {
		if !slices.Contains(unasked, name) {
			settable = append(settable, name)
		}
	}
	slices.Sort(settable)
	if known := slices.Sorted(maps.Keys(other)); !slices.Equal(known, settable) {
		t.Fatalf("members of a command that are neither tried nor unasked, or no members at all:\n%v\n%v", settable, known)
	}
	w := takenWorld(t)
	w.Recolored = func(id, _, _, _ string) bool { return id == "S1" || id == "S2" }
	roads := takenRoads()
	roads["register"] = road{}
	for _, name := range Commands() {
		road, ok := roads[name]
		if !ok {
			t.Errorf("no way leads to %s", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, give := takenDesk(t, w, name, road)
			decided := func(c Command) (string, error) {
				content, err := Decide(&d.s, &c, w)
				if err != nil {
					return errs.CodeOf(err), err
				}
				raw, err := json.Marshal(content)
				return string(raw), err
			}
			base, err := decided(give)
			if err != nil {
				t.Fatalf("%s is refused as it stands: %v", name, err)
			}
			var reads []string
			for _, member := range settable {
				c := give
				other[member](&c)
				if got, err := decided(c); err != nil || got != base {
					reads = append(reads, member)
				}
			}
			says := TakenBy(name)
			if name == "meet" {
				says = append(says, "duty") // what it is about
			}
			if slices.Sort(says); !slices.Equal(reads, says) {
				t.Errorf("%s reads %v, and the table says %v", name, reads, says)
			}
		})
	}
}

// takenDesk brings a matter to where a command is let through.
func takenDesk(t *testing.T, w *World, name string, r road) (*desk, Command) {
	t.Helper()
	kind := r.kind
	if kind == "" {
		kind = "taken"
	}
	d := newDesk(w)
	first := Command{Name: "register", ID: "m-1", Actor: office, Kind: kind, Number: "1号", Particulars: Particulars{
		Title: "某事", Category: []string{"甲"}, Fields: map[string]any{"amount": 100.0}, Personal: map[string]string{"phone": "c"},
	}}
	if name == "register" {
		first.At = at("2023-03-06 09:00")
		return d, first
	}
	when := at("2023-03-06 09:00")
	for _, c := range append([]Command{first}, r.before...) {
		c.At = when
		if err := d.try(c); err != nil {
			t.Fatalf("%s before %s: %v", c.Name, name, err)
		}
		when = when.Add(time.Hour / 4)
	}
	if err := d.sweep(at("2023-03-09 09:00")); err != nil {
		t.Fatal(err)
	}
	give := r.give
	give.ID, give.At = "m-1", at("2023-03-09 10:00")
	if name == "meet" {
		for i := range d.s.Duties {
			if d.s.Duties[i].What == DutyTalk {
				give.Duty = d.s.Duties[i].ID
			}
		}
	}
	return d, give
}

// given are a post's actions as their forms: name, with ! where it is required and ~ where it is seldom said.
func given(t *testing.T, d *desk, post, when string) map[string]string {
	t.Helper()
	actions, err := Actions(&d.s, d.w, post, "", at(when))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, a := range actions {
		var words []string
		for _, take := range a.Takes {
			mark := ""
			switch {
			case take.Required:
				mark = "!"
			case take.Seldom:
				mark = "~"
			}
			words = append(words, take.Name+mark)
			if take.Title.Zh == "" || take.Title.En == "" || !slices.Contains(Forms(), take.Form) {
				t.Errorf("%s %s: %+v", a.Command, take.Name, take)
			}
		}
		out[a.Command+a.Letter] = strings.Join(words, " ")
	}
	return out
}

func TestAFormAsksForWhatTheEngineWouldRefuseWithout(t *testing.T) {
	t.Parallel()
	gates := `gates:
  complete: { all: [size(matter.evidence) > 0 || size(command.evidence) > 0], says: 附佐证 }
  suspend: { all: [command.basis in lists.still], says: 引用情形 }
  accept: { all: [has(command.due) || has(matter.due), 'matter.urgency == "green" || size(command.brief) >= 2'], says: 时限 }
  work: { all: ['command.place != "" || command.owner != ""'], says: 二者写其一 }
  register: { all: ['has(matter.fields.purpose) && matter.place != ""'], says: 用途 }
fields:
  purpose: { type: string, title: 用途 }
  amount: { type: money, title: 金额, required: true }
  level: { type: string, title: 级别, one_of: [甲, 乙] }
`
	kind := strings.NewReplacer("fields:\n", gates, "gates:\n  close: { all: [size(matter.evidence) > 0], says: 佐证材料不全 }\n", "").Replace(gradedKind)
	w := world(t, kind,
		"list: still\ntitle: 不计时情形\nversion: \"1\"\nitems:\n  - { code: hearing, title: 听证 }\n  - { code: old, title: 旧, to: 2020-01-01 }\n")
	d := newDesk(w)
	takes, err := RegisterTakes(w, "graded", office, at("2023-03-01 09:00"))
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]Take{}
	for _, take := range takes {
		asked[take.Name] = take
	}
	for name, required := range map[string]bool{"title": true, "place": true, "fields.purpose": true, "fields.amount": true, "fields.level": false, "owner": false, "urgency": false} {
		if take, ok := asked[name]; !ok || take.Required != required {
			t.Errorf("registering: %s %+v", name, take)
		}
	}
	if u := asked["urgency"]; u.Form != FormChoice || len(u.Choices) != 3 || asked["fields.level"].Form != FormChoice || asked["fields.amount"].Form != FormMoney {
		t.Errorf("%+v", asked)
	}
	d.do(t, "2023-03-01 09:00", Command{Name: "register", Actor: office, Kind: "graded", Number: "1号", Particulars: Particulars{
		Title: "某某项目", Urgency: "red", Place: "某街", Fields: map[string]any{"purpose": "建厂", "amount": 1.0},
	}})
	if got := given(t, d, office, "2023-03-01 10:00")["assign"]; got != "lead_unit owner! support_units due brief sponsor~ verifier~ ongoing~ reason~" {
		t.Errorf("assign takes %s", got)
	}
	d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs", Due: date("2023-04-14")}})
	got := given(t, d, owner, "2023-03-01 11:00")
	for command, want := range map[string]string{
		"accept":        "text due brief! reason~ evidence~ session~ basis~", // the gate reads two more, and the matter has a date
		"complete":      "text evidence! finished reason~ session~ basis~",
		"ask-extension": "by! reason!", "attach": "evidence! text reason~ session~ basis~",
	} {
		if got[command] != want {
			t.Errorf("%s takes\n%s, want\n%s", command, got[command], want)
		}
	}
	got = given(t, d, office, "2023-03-01 11:00")
	for command, want := range map[string]string{
		"suspend": "reason! basis!", "recolor": "urgency! session! reason", "merge": "to! reason text~ evidence~ session~ basis~", "draft-letter": "template! to! reason",
	} {
		if got[command] != want {
			t.Errorf("%s takes\n%s, want\n%s", command, got[command], want)
		}
	}
	d.do(t, "2023-03-01 12:00", Command{Name: "draft-letter", Actor: office, Template: "reminder-letter", To: owner, Reason: "临近"})
	if got := given(t, d, office, "2023-03-01 13:00"); got["draft-letterL1"] != "reason!" || got["issue-letterL1"] != "" || got["withdraw-letterL1"] != "reason!" {
		t.Errorf("letters: %q", got)
	}
	for _, a := range func() []Action { all, _ := Actions(&d.s, w, office, "", at("2023-03-01 13:00")); return all }() {
		if i := slices.IndexFunc(a.Takes, func(x Take) bool { return x.Name == "basis" }); a.Command == "suspend" &&
			(i < 0 || a.Takes[i].Form != FormListItem || len(a.Takes[i].Choices) != 1 || a.Takes[i].Choices[0].Value != "hearing") {
			t.Errorf("suspend: %+v", a.Takes)
		}
	}
	d.do(t, "2023-03-01 14:00", Command{Name: "accept", Actor: owner, Particulars: Particulars{Brief: "两字"}})
	if got := given(t, d, owner, "2023-03-01 15:00")["work"]; got != "text owner place reason~ evidence~ session~ basis~" {
		t.Errorf("either of two is required by itself: %s", got)
	}
}
