package matters

import (
	"slices"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/matter"
)

// ToldView is a matter in words.
type ToldView struct {
	Kind    string     `json:"kind" doc:"Title of its kind"`
	Urgency string     `json:"urgency,omitempty"`
	Unit    string     `json:"unit,omitempty" doc:"Name of the lead unit as it was when the matter was given to it"`
	Support []string   `json:"support,omitempty" nullable:"false" doc:"Names of the supporting units"`
	Parent  string     `json:"parent,omitempty" doc:"Number and title of the matter above"`
	Fields  []ToldWord `json:"fields,omitempty" nullable:"false" doc:"The kind's own fields; what is personal is masked"`
}

// ToldWord is a field in words.
type ToldWord struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Value    string `json:"value"`
	Personal string `json:"personal,omitempty" doc:"Sort of personal data"`
}

// StopView is a time for which a clock stands still.
type StopView struct {
	From   time.Time  `json:"from"`
	To     *time.Time `json:"to,omitempty" doc:"None while it lasts"`
	Reason string     `json:"reason"`
	By     string     `json:"by" doc:"Post"`
}

// StepView is a rung of the ladder.
type StepView struct {
	When   string      `json:"when" doc:"When it fires, in words"`
	What   string      `json:"what" doc:"What it does, in words"`
	Whom   string      `json:"whom,omitempty" doc:"To whom the file sends it, in words"`
	Action string      `json:"action" enum:"send,talk,raise,bulletin"`
	Level  int         `json:"level" doc:"How far the matter is raised once this one and those before it have fired"`
	Fired  []time.Time `json:"fired" nullable:"false" doc:"Oldest first"`
	Seq    int64       `json:"seq,omitempty" doc:"Event of the last firing"`
	Comes  *time.Time  `json:"comes,omitempty" doc:"When it fires next if nobody acts, as far as can be seen"`
	To     []string    `json:"to,omitempty" nullable:"false" doc:"Posts that it reached last or will reach"`
}

// ReportView is what somebody reported, or brought as a proof.
type ReportView struct {
	Seq      int64     `json:"seq"`
	At       time.Time `json:"at"`
	By       string    `json:"by" doc:"Post"`
	What     string    `json:"what" doc:"The command in words"`
	Text     string    `json:"text,omitempty"`
	Progress *float64  `json:"progress,omitempty" doc:"Per cent"`
	Evidence []string  `json:"evidence,omitempty" nullable:"false" doc:"Files as sha256:…, and words"`
}

func toldView(d *dossier.Dossier, lang text.Lang) ToldView {
	v := ToldView{Kind: d.KindTitle.In(lang), Urgency: d.Urgency.In(lang), Unit: d.Unit, Support: d.Support, Parent: d.Parent}
	for _, f := range d.Fields {
		v.Fields = append(v.Fields, ToldWord{f.Name, f.Title.In(lang), f.Value.In(lang), string(f.Personal)})
	}
	return v
}

func steps(ladder []dossier.Rung, lang text.Lang) []StepView {
	out := make([]StepView, len(ladder))
	for i, r := range ladder {
		v := StepView{When: r.When.In(lang), What: r.What.In(lang), Whom: r.Whom.In(lang), Action: r.Action, Level: r.Level, Fired: []time.Time{}, To: r.To}
		for _, e := range r.Fired {
			v.Fired, v.Seq = append(v.Fired, *door.Instant(e.At)), e.Seq
		}
		if !r.Comes.IsZero() {
			v.Comes = door.Instant(r.Comes)
		}
		out[i] = v
	}
	return out
}

// mostReports is how many reports are told with a matter; the rest is in its history.
const mostReports = 100

// reports are the events that tell progress or bring evidence.
func reports(past []dossier.Entry, lang text.Lang) []ReportView {
	out := []ReportView{}
	for _, e := range slices.Backward(past) {
		m, ok := e.Content.(*matter.MovedEvent)
		if !ok || m.Progress == nil && len(m.Evidence) == 0 && m.Command != "report" {
			continue
		}
		zh, en := matter.CommandWords(m.Command)
		v := ReportView{Seq: e.Seq, At: *door.Instant(e.At), By: e.Actor, What: text.Text{Zh: zh, En: en}.In(lang), Text: m.Text, Progress: m.Progress, Evidence: m.Evidence}
		if out = append(out, v); len(out) == mostReports {
			break
		}
	}
	return out
}
