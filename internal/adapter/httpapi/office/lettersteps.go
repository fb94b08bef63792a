package office

import (
	"context"
	"net/http"
	"net/url"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/matter"
)

// letterSteps declares what becomes of a letter, each step a command on its matter.
func (a *api) letterSteps() {
	door.OnMatter(a.Door, door.Operation{
		ID: "draft-letter", Method: http.MethodPost, Path: "/zones/{zone}/matters/{number}/letters",
		Summary: "Draft a letter about a matter", Tag: "letters", Status: http.StatusCreated,
	}, authority.Letters, a.draftLetter)
	door.Personal(a.Door, door.Operation{
		ID: "command-letter", Method: http.MethodPost, Path: "/zones/{zone}/matters/{number}/letters/{letter}/commands",
		Summary: "Issue, deliver or withdraw a letter; sign for one that has reached you, and answer it", Tag: "letters",
	}, a.commandLetter)
}

// DraftLetterInput is a letter to draft.
type DraftLetterInput struct {
	door.InMatter

	Key     string `header:"Idempotency-Key" maxLength:"128"`
	IfMatch string `header:"If-Match" maxLength:"64" doc:"ETag of the matter, or *" required:"true"`
	Body    struct {
		Template string `json:"template" minLength:"1" maxLength:"100"`
		To       string `json:"to" minLength:"1" maxLength:"100" doc:"Post"`
		Reason   string `json:"reason,omitempty" maxLength:"4000"`
		As       string `json:"as,omitempty" maxLength:"100"`
	}
}

func (a *api) draftLetter(ctx context.Context, c *door.Caller, in *DraftLetterInput, m *door.Sight) (*LetterOutput, error) {
	cmd := matter.Command{Name: "draft-letter", Template: in.Body.Template, To: in.Body.To, Reason: in.Body.Reason}
	s, err := a.give(ctx, c, in.Zone, in.Body.As, in.IfMatch, m, cmd, nil)
	if err != nil {
		return nil, err
	}
	h := &held{Sight: door.Sight{State: s, Facts: m.Facts}, sees: true}
	for _, l := range s.Letters { // a rung may have drafted another meanwhile
		if l.Template == cmd.Template && l.To == cmd.To && l.State == letter.Drafted {
			h.letter = l
		}
	}
	out, err := a.letterView(ctx, c, in.Zone, h)
	if err == nil {
		out.Location = door.Prefix + "/zones/" + in.Zone + "/matters/" + url.PathEscape(s.ID) + "/letters/" + url.PathEscape(h.letter.ID)
	}
	return out, err
}

// CommandLetterInput is a step of a letter.
type CommandLetterInput struct {
	InLetter

	Key     string `header:"Idempotency-Key" maxLength:"128"`
	IfMatch string `header:"If-Match" maxLength:"64" doc:"ETag of the letter as you read it, or *" required:"true"`
	Body    struct {
		Command string `json:"command" enum:"issue,deliver,sign,answer,withdraw"`
		As      string `json:"as,omitempty" maxLength:"100"`
		Text    string `json:"text,omitempty" maxLength:"20000" doc:"answer: the reply; issue: what the template leaves to be said"`
		Reason  string `json:"reason,omitempty" maxLength:"4000" doc:"withdraw"`
		Duty    string `json:"duty,omitempty" maxLength:"200" doc:"issue: the duty to publish that it meets"`
	}
}

// steps are the matter's commands behind a letter's steps.
var steps = map[string]string{
	"issue": "issue-letter", "deliver": "deliver-letter", "sign": "sign-letter", "answer": "reply-letter", "withdraw": "withdraw-letter",
}

func (a *api) commandLetter(ctx context.Context, c *door.Caller, in *CommandLetterInput) (*LetterOutput, error) {
	h, err := a.letter(ctx, c, &in.InLetter)
	if err != nil {
		return nil, err
	}
	name := steps[in.Body.Command]
	need := authority.OfCommand[name]
	if !(h.sees && c.Subject.May(need, &h.Facts, c.Rules)) && !(reached(&h.letter) && c.Subject.NamedMay(need, h.letter.To)) {
		return nil, c.Forbidden(need)
	}
	as := in.Body.As
	if as == "" && need == authority.Reply && c.Subject.NamedMay(need, h.letter.To) {
		if as, err = a.heir(ctx, in.Zone, h.letter.To); err != nil { // nobody else can
			return nil, err
		}
	}
	cmd := matter.Command{Name: name, Letter: h.letter.ID, Text: in.Body.Text, Reason: in.Body.Reason, Duty: in.Body.Duty}
	if h.State, err = a.give(ctx, c, in.Zone, as, in.IfMatch, &h.Sight, cmd, nil); err != nil {
		return nil, err
	}
	for i := range h.State.Letters {
		if h.State.Letters[i].ID == h.letter.ID {
			h.letter = h.State.Letters[i]
		}
	}
	return a.letterView(ctx, c, in.Zone, h)
}

// heir is the post that answers today for one that was recorded.
func (a *api) heir(ctx context.Context, zone, post string) (string, error) {
	_, view, err := a.Engine.Org(ctx, zone, a.Present(ctx))
	if err != nil {
		return "", err
	}
	if to, ok := view.Heir(post); ok {
		return to, nil
	}
	return post, nil
}

// give carries out a command on a matter as the caller, unless faults were found in it: then all are told.
func (a *api) give(ctx context.Context, c *door.Caller, zone, as, match string, m *door.Sight, cmd matter.Command, found errs.List) (matter.State, error) {
	seq, err := door.Matched(match, m)
	if err != nil {
		return matter.State{}, err
	}
	cmd.ID, cmd.At, cmd.Expect = m.State.ID, a.Present(ctx), seq
	if err := a.Act(ctx, c, zone, as, &cmd); door.Gather(&found, err) != nil {
		return matter.State{}, err
	}
	if len(found) > 0 {
		if err := a.Try(ctx, &found, func(ctx context.Context) error {
			_, err := a.Engine.Do(ctx, zone, cmd)
			return err
		}); err != nil {
			return matter.State{}, err
		}
		return matter.State{}, found.Err()
	}
	out, err := a.Engine.Do(ctx, zone, cmd)
	return out.Matter, err
}
