package dossier

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// Draft looks at a letter of a matter by their ids as if it were issued at the instant, and at a draft that was withdrawn or
// superseded as it was drafted; nil where it was issued.
// The warning says in both languages how old the draft is and what came after it; empty where nothing did. A draft
// comes with an error where it has no words yet because issuing would be refused.
func Draft(ctx context.Context, e *engine.Engine, zone, matterID, letterID string, at time.Time) (draft *matter.Draft, warning text.Text, err error) {
	w, err := e.World(ctx, zone)
	if err != nil {
		return nil, text.Text{}, err
	}
	at = ledger.Instant(at)
	row, err := e.Store().Matter(ctx, zone, matterID)
	if err != nil {
		return nil, text.Text{}, err
	}
	s, _, err := listing.Forward(&row, &w, at)
	if err != nil {
		return nil, text.Text{}, err
	}
	for i := range s.Letters {
		l := &s.Letters[i]
		if l.ID != letterID || !l.IssuedAt.IsZero() {
			continue
		}
		if l.State != letter.Drafted {
			return lapsed(ctx, e, &w, &s, l)
		}
		d, err := matter.DraftAt(&s, &w, l.ID, at)
		return &d, draftWarning(&d, &s, w.Timeline, at), err
	}
	return nil, text.Text{}, nil
}

// DraftNow is a draft as it looks at an instant, and whether its ground, or whom it is to, is no more, so that it does not go out
// as it is.
type DraftNow struct {
	matter.Draft

	Untrue bool
}

// Drafts looks at the drafts among letters as Draft does at one of them, and reads their matters at once: by the ids of matter and
// letter. One that makes way by the instant is left out.
func Drafts(ctx context.Context, e *engine.Engine, zone string, letters []engine.LetterRow, at time.Time) (map[[2]string]DraftNow, error) {
	of := map[string][]string{}
	for i := range letters {
		if l := &letters[i]; l.State == string(letter.Drafted) {
			of[l.MatterID] = append(of[l.MatterID], l.ID)
		}
	}
	out := map[[2]string]DraftNow{}
	if len(of) == 0 {
		return out, nil
	}
	w, err := e.World(ctx, zone)
	if err != nil {
		return nil, err
	}
	at = ledger.Instant(at)
	for row, err := range e.Store().List(ctx, zone, engine.Filter{IDs: slices.Sorted(maps.Keys(of)), WithState: true}) {
		if err != nil {
			return nil, err
		}
		s, _, err := listing.Forward(&row, &w, at)
		if err != nil {
			return nil, err
		}
		for _, id := range of[row.ID] {
			d, err := matter.DraftAt(&s, &w, id, at)
			if kind := errs.KindOf(err); err != nil && (kind == errs.Internal || kind == errs.Corrupt) {
				return nil, err
			}
			if !errs.Is(err, "letter.no_draft") {
				out[[2]string{row.ID, id}] = DraftNow{d, errs.Is(err, "letter.stale") || errs.Is(err, "letter.to_nobody")}
			}
		}
	}
	return out, nil
}

// lapsed looks at a draft that cannot go out any more, as it was when it was drafted.
func lapsed(ctx context.Context, e *engine.Engine, w *matter.World, s *matter.State, l *letter.Letter) (*matter.Draft, text.Text, error) {
	records, err := e.Store().Stream(ctx, w.Zone, s.ID)
	if err != nil {
		return nil, text.Text{}, err
	}
	drafted := func(then *matter.State) bool {
		return slices.ContainsFunc(then.Letters, func(other letter.Letter) bool { return other.ID == l.ID })
	}
	var then matter.State
	for i := 0; i < len(records) && !drafted(&then); i++ {
		ev, content, err := e.Said(ctx, &records[i])
		if err != nil {
			return nil, text.Text{}, err
		}
		then = matter.Evolve(then, &ev, content)
	}
	d, err := matter.DraftAt(&then, w, l.ID, l.DraftedAt)
	state := l.State.Words()
	return &d, both(state.Zh+"，未曾签发；以下是 "+calendar.Local(l.DraftedAt)+" 拟稿时的样子", state.En+" and never issued; it reads as it was drafted on "+calendar.Local(l.DraftedAt)), err
}

// draftWarning says what a draft's age may have made of its ground.
func draftWarning(d *matter.Draft, s *matter.State, timeline mechanism.Timeline, at time.Time) text.Text {
	var zh, en []string
	say := func(z, e string, args ...any) {
		zh, en = append(zh, fmt.Sprintf(z, args...)), append(en, fmt.Sprintf(e, args...))
	}
	if d.Age > 0 {
		say("此稿拟就已 %[1]d 个工作日", "this draft is %[1]d working days old", d.Age)
	}
	if !d.DuePassed.IsZero() {
		say("拟稿后办结时限 %[1]s 已过", "the deadline of %[1]s has passed since", d.DuePassed)
	}
	for _, l := range d.Later {
		name := both(l.Template, l.Template)
		if title := timeline.LetterTitle(s.Kind, l.Template, letter.WordsAt(l.State, l.DraftedAt, l.IssuedAt, at)); !title.IsZero() {
			name = title
		}
		state := l.State.Words()
		say("同一事项后来又拟了“%[1]s”（%[2]s/%[3]s，%[4]s）", "“%[5]s” was drafted for the matter afterwards (%[2]s/%[3]s, %[6]s)",
			name.In(text.Zh), s.Number, l.ID, state.Zh, name.In(text.En), state.En)
	}
	if len(zh) == 0 {
		return text.Text{}
	}
	return both(strings.Join(zh, "；"), strings.Join(en, "; "))
}
