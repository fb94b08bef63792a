package matters

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/matter"
)

// actions declares what the caller may do with a matter now.
func (a *api) actions() {
	door.OnMatter(a.Door, door.Operation{
		ID: "list-actions", Method: http.MethodGet, Path: "/zones/{zone}/matters/{number}/actions",
		Summary: "The commands that you may give on a matter now, each with what it takes and what still keeps it from being let through", Tag: "matters",
	}, authority.See, a.listActions)
}

// ActionView is a command that the caller may give.
type ActionView struct {
	Command string          `json:"command"`
	Title   string          `json:"title"`
	As      string          `json:"as" doc:"The post of yours that may give it"`
	Letter  string          `json:"letter,omitempty" doc:"The letter it is about"`
	Duty    string          `json:"duty,omitempty" doc:"The duty it meets"`
	About   string          `json:"about,omitempty" doc:"The letter or the duty that it is about, in words"`
	Ready   bool            `json:"ready" doc:"It is let through as it is, without another word"`
	Missing []door.Fault    `json:"missing" nullable:"false" doc:"What must be said with it, and what the gates still miss"`
	Takes   []door.TakeView `json:"takes" nullable:"false" doc:"What can be said with it, in the order of a form"`
}

// ActionsOutput lists commands by post and name.
type ActionsOutput struct {
	ETag string `header:"ETag"`
	Body struct {
		Actions []ActionView `json:"actions" nullable:"false"`
	}
}

func (a *api) listActions(ctx context.Context, c *door.Caller, in *door.InMatter, m *door.Sight) (*ActionsOutput, error) {
	now := a.Present(ctx)
	s, w, err := a.stands(ctx, in.Zone, m.State.ID, now)
	if err != nil {
		return nil, err
	}
	posts, err := a.Acting(ctx, c, in.Zone)
	if err != nil {
		return nil, err
	}
	out := &ActionsOutput{ETag: door.ETag(s.Seq)}
	out.Body.Actions = []ActionView{}
	facts := m.Facts
	facts.Stage = string(s.Stage)
	for _, post := range posts {
		actions, err := matter.Actions(&s, w, post, c.Account.Person, now)
		if errs.Is(err, "matter.unknown_kind") || errs.Is(err, "mechanism.none_in_force") {
			return out, nil // nothing can be done with it
		}
		if err != nil {
			return nil, err
		}
		for _, x := range actions {
			if !may(c, &s, &facts, x.Command, x.Letter, x.Duty) {
				continue
			}
			v := ActionView{Command: x.Command, As: post, Letter: x.Letter, Duty: x.Duty, Ready: len(x.Wants) == 0, Missing: []door.Fault{}}
			v.Takes = door.Takes(told(&s, x.Takes, c.Lang), c.Lang)
			v.About = about(&s, w, x, now, c.Lang)
			if v.Title, _ = matter.CommandWords(x.Command); c.Lang != "zh" {
				_, v.Title = matter.CommandWords(x.Command)
			}
			for _, e := range x.Wants {
				v.Missing = append(v.Missing, door.Fault{Code: e.Code, Message: e.Text.In(c.Lang)})
			}
			out.Body.Actions = append(out.Body.Actions, v)
		}
	}
	return out, nil
}

// about names the letter or the duty that a command is about.
func about(s *matter.State, w *matter.World, x matter.Action, now time.Time, lang text.Lang) string {
	for i := range s.Letters {
		if l := &s.Letters[i]; l.ID == x.Letter {
			title := l.Template
			if t := w.Timeline.LetterTitle(s.Kind, l.Template, letter.WordsAt(l.State, l.DraftedAt, l.IssuedAt, now)); !t.IsZero() {
				title = t.In(lang)
			}
			return strings.Join(slices.DeleteFunc([]string{title, l.Number, l.To}, func(part string) bool { return part == "" }), " · ")
		}
	}
	return dutyTitle(s, x.Duty, lang)
}

// dutyTitle says what a duty asks for, and of which period.
func dutyTitle(s *matter.State, id string, lang text.Lang) string {
	for i := range s.Duties {
		if d := &s.Duties[i]; d.ID == id && id != "" {
			return strings.TrimSpace(dossier.DutyWords[d.What].In(lang) + " " + d.Period)
		}
	}
	return ""
}

// told puts the duties among choices into words.
func told(s *matter.State, takes []matter.Take, lang text.Lang) []matter.Take {
	for i := range takes {
		if takes[i].Name != "duty" {
			continue
		}
		for j := range takes[i].Choices {
			title := dutyTitle(s, takes[i].Choices[j].Value, lang)
			takes[i].Choices[j].Title = text.Text{Zh: title, En: title}
		}
	}
	return takes
}

// may tells whether authority lets the caller try a command: by how they stand to the matter, or because the letter
// or the duty that it is about names one of their posts.
func may(c *door.Caller, s *matter.State, facts *authority.Facts, command, about, duty string) bool {
	need := authority.OfCommand[command]
	if c.Subject.May(need, facts, c.Rules) {
		return true
	}
	switch need {
	case authority.Reply:
		return slices.ContainsFunc(s.Letters, func(l letter.Letter) bool { return l.ID == about && c.Subject.NamedMay(need, l.To) })
	case authority.Attach: // who owes something about it, and whom a letter about it has reached
		return slices.ContainsFunc(s.Participants(), func(post string) bool { return c.Subject.NamedMay(need, post) })
	case authority.Handle:
		return command == "meet" && slices.ContainsFunc(s.Duties, func(d matter.Duty) bool { return d.ID == duty && c.Subject.NamedMay(need, d.Owner) })
	}
	return false
}
