package office

import (
	"cmp"
	"context"
	"slices"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/matter"
)

// InLetter names a letter in a path.
type InLetter struct {
	Zone   string `path:"zone" maxLength:"64"`
	Number string `path:"number" maxLength:"200" doc:"Number or id of the matter"`
	Letter string `path:"letter" maxLength:"200" doc:"Id of the letter within the matter (L1), or its number"`
}

// held is a letter that the caller may read, with its matter.
type held struct {
	door.Sight

	letter letter.Letter
	sees   bool // the matter, too
}

// letter finds a letter that the caller may read: by the matter's history, or because it has reached a post of
// theirs. To anybody else there is none.
func (a *api) letter(ctx context.Context, c *door.Caller, in *InLetter) (*held, error) {
	m, unseen := a.See(ctx, c, in.Zone, in.Number)
	if unseen != nil && errs.KindOf(unseen) != errs.NotFound {
		return nil, unseen
	}
	h := &held{sees: unseen == nil}
	if h.sees {
		h.Sight = *m
	} else {
		s, err := a.Engine.Seen(ctx, in.Zone, in.Number, a.Present(ctx), func(s *matter.State) bool {
			return slices.ContainsFunc(s.Letters, func(l letter.Letter) bool {
				return (l.ID == in.Letter || l.Number != "" && l.Number == in.Letter) && reached(&l) && c.Subject.NamedMay(authority.History, l.To)
			})
		})
		if err != nil {
			return nil, unseen
		}
		h.State, h.Facts = s, engine.FactsOf(&s)
	}
	i := slices.IndexFunc(h.State.Letters, func(l letter.Letter) bool { return l.ID == in.Letter || l.Number != "" && l.Number == in.Letter })
	if i >= 0 && reached(&h.State.Letters[i]) && c.Subject.NamedMay(authority.History, h.State.Letters[i].To) {
		h.letter = h.State.Letters[i]
		return h, nil
	}
	switch {
	case !h.sees:
		return nil, unseen
	case !c.Subject.May(authority.History, &h.Facts, c.Rules):
		return nil, c.Forbidden(authority.History)
	case i < 0:
		return nil, errs.Newf(errs.NotFound, "letter.not_found", "%[1]s 没有函件“%[2]s”", "%[1]s has no letter %[2]q", h.State.Number, in.Letter)
	}
	h.letter = h.State.Letters[i]
	return h, nil
}

// reached tells whether a letter has been delivered to its addressee.
func reached(l *letter.Letter) bool {
	return l.State == letter.Delivered || l.State == letter.Signed || l.State == letter.Replied
}

// LetterView is a letter as the interface shows it.
type LetterView struct {
	LetterLine

	Reason      string     `json:"reason,omitempty"`
	Subject     string     `json:"subject,omitempty"`
	Text        string     `json:"text,omitempty" doc:"The body; of a draft as it would read today"`
	DeliveredAt *time.Time `json:"delivered_at,omitempty"`
	SignedAt    *time.Time `json:"signed_at,omitempty"`
	SignedBy    string     `json:"signed_by,omitempty"`
	RepliedAt   *time.Time `json:"replied_at,omitempty"`
	Reply       string     `json:"reply,omitempty"`
	Withdrawal  string     `json:"withdrawal,omitempty" doc:"Why the draft was withdrawn"`
	Warning     string     `json:"warning,omitempty" doc:"Of a draft: how old it is and what came after it, or why it cannot be issued yet"`
}

// LetterOutput is a letter; its ETag is that of the matter.
type LetterOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     LetterView
}

func (a *api) readLetter(ctx context.Context, c *door.Caller, in *InLetter) (*LetterOutput, error) {
	h, err := a.letter(ctx, c, in)
	if err != nil {
		return nil, err
	}
	return a.letterView(ctx, c, in.Zone, h)
}

func (a *api) letterView(ctx context.Context, c *door.Caller, zone string, h *held) (*LetterOutput, error) {
	now := a.Present(ctx)
	l := h.letter
	timeline, err := a.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, err
	}
	cal, err := a.Engine.Calendar(ctx, zone, now)
	if err != nil {
		return nil, err
	}
	v := LetterView{
		LetterLine: LetterLine{
			Matter: h.State.ID, ID: l.ID, Number: l.Number, Template: l.Template, Title: letterTitle(timeline, h.State.Kind, l.Template, letter.WordsAt(l.State, l.DraftedAt, l.IssuedAt, now), c.Lang), To: l.To, By: l.By, State: string(l.State),
			DraftedAt: *door.Instant(l.DraftedAt), IssuedAt: door.Instant(l.IssuedAt), ReplyBy: door.Instant(l.ReplyBy), Provisional: cal.Provisional(l.ReplyBy), Late: l.Late || l.Overdue(now),
		},
		Reason: l.Reason, DeliveredAt: door.Instant(l.DeliveredAt), SignedAt: door.Instant(l.SignedAt), SignedBy: l.SignedBy,
		RepliedAt: door.Instant(l.RepliedAt), Reply: l.Reply, Withdrawal: l.Withdrawal,
	}
	if h.sees {
		v.MatterNumber, v.MatterTitle = h.State.Number, h.State.Title
	}
	words, warning, err := a.wordsOf(ctx, c, zone, h)
	if err != nil {
		return nil, err
	}
	v.Subject, v.Text = letter.Split(words)
	v.Warning = warning
	return &LetterOutput{ETag: door.ETag(h.State.Seq), Body: v}, nil
}

// wordsOf are a letter's words: as issued, or as a draft would be issued now, with what there is to say of that.
func (a *api) wordsOf(ctx context.Context, c *door.Caller, zone string, h *held) (words, warning string, err error) {
	draft, aged, err := dossier.Draft(ctx, a.Engine, zone, h.State.ID, h.letter.ID, a.Present(ctx))
	switch {
	case err != nil && draft == nil:
		return "", "", err
	case draft == nil:
		return h.letter.Text, "", nil
	case err != nil:
		return "", errs.Message(err, c.Lang), nil
	}
	return draft.Text, aged.In(c.Lang), nil
}

// LetterTextInput names a letter and the form it is wanted in.
type LetterTextInput struct {
	InLetter

	Format string `query:"format" enum:"plain,markdown" default:"plain"`
}

func (a *api) readLetterText(ctx context.Context, c *door.Caller, in *LetterTextInput) (*DocumentOutput, error) {
	h, err := a.letter(ctx, c, &in.InLetter)
	if err != nil {
		return nil, err
	}
	now := a.Present(ctx)
	l := h.letter
	if l.Text, _, err = a.wordsOf(ctx, c, in.Zone, h); err != nil {
		return nil, err
	}
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	var t letter.Template
	if had := timeline.Letter(h.State.Kind, l.Template, letter.WordsAt(l.State, l.DraftedAt, l.IssuedAt, now)); had != nil {
		t = *had
	}
	office, err := a.Engine.TitleAt(ctx, in.Zone, cmp.Or(l.IssuedAt, now))
	if err != nil {
		return nil, err
	}
	cal, err := a.Engine.Calendar(ctx, in.Zone, now)
	if err != nil {
		return nil, err
	}
	head := letter.Head{Office: office, Date: cal.DateOf(now)}
	if !l.IssuedAt.IsZero() {
		head.Date = cal.DateOf(l.IssuedAt)
	} else if l.State != letter.Drafted { // it will not be issued on any day
		head.Date = cal.DateOf(l.DraftedAt)
	}
	if in.Format == "markdown" {
		return &DocumentOutput{"text/markdown; charset=utf-8", []byte(letter.Markdown(l, t, head))}, nil
	}
	return &DocumentOutput{"text/plain; charset=utf-8", []byte(letter.Plain(l, t, head))}, nil
}
