package matters

import (
	"context"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
)

// WorkLetters is the first of some letters, and how many there are.
type WorkLetters struct {
	Total   int              `json:"total"`
	More    bool             `json:"more,omitempty" doc:"There are more than the total, which stops at a thousand"`
	Letters []WorkLetterLine `json:"letters" nullable:"false"`
}

// WorkLetterLine is a letter that waits for somebody.
type WorkLetterLine struct {
	Matter       string     `json:"matter" doc:"Id of the matter that it is about"`
	MatterNumber string     `json:"matter_number,omitempty" doc:"Where you may see the matter"`
	MatterTitle  string     `json:"matter_title,omitempty"`
	ID           string     `json:"id" doc:"Unique within the matter: L1"`
	Number       string     `json:"number,omitempty"`
	Template     string     `json:"template"`
	Title        string     `json:"title" doc:"What sort of letter it is"`
	To           string     `json:"to"`
	ReplyBy      *time.Time `json:"reply_by,omitempty"`
	Provisional  bool       `json:"provisional,omitempty" doc:"It is due in a year without a State Council notice: the day may still change"`
	Late         bool       `json:"late" doc:"To be answered before now"`
}

// workLetters are the letters of a state that are addressed to posts, whether or not the caller sees their matters, or that
// posts are to issue. They are found in letters_post (to_post, state) and in letters_state.
func (a *api) workLetters(ctx context.Context, c *door.Caller, in *WorkInput, f engine.Filter) (WorkLetters, error) {
	out := WorkLetters{Letters: []WorkLetterLine{}}
	see := c.Subject.Scope(authority.See, c.Rules)
	f.Scope, f.Addressed = see, c.Subject.Addressed()
	var err error
	if len(f.Owners)+len(f.By) == 0 {
		return out, nil
	}
	f.AtMost = door.MostCounted + 1
	if out.Total, err = a.Engine.Store().CountLetters(ctx, in.Zone, f); err != nil || out.Total == 0 {
		return out, err
	}
	out.More, out.Total = out.Total > door.MostCounted, min(out.Total, door.MostCounted)
	now := a.Present(ctx)
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return out, err
	}
	b := timeline.At(now)
	cal, err := a.Engine.Calendar(ctx, in.Zone, now)
	if err != nil {
		return out, err
	}
	f.AtMost, f.Limit = 0, in.Limit
	var ids []string
	for l, err := range a.Engine.Store().Letters(ctx, in.Zone, f) {
		if err != nil {
			return out, err
		}
		line := WorkLetterLine{Matter: l.MatterID, ID: l.ID, Number: l.Number, Template: l.Template, Title: l.Template, To: l.ToPost}
		if b != nil && b.Letters[l.Template] != nil {
			line.Title = b.Letters[l.Template].Title.In(c.Lang)
		}
		if l.ReplyBy != 0 {
			line.ReplyBy = door.Instant(time.UnixMicro(l.ReplyBy))
			line.Provisional = cal.Provisional(*line.ReplyBy)
			line.Late = l.Late || l.ReplyBy < now.UnixMicro()
		}
		out.Letters, ids = append(out.Letters, line), append(ids, l.MatterID)
	}
	about, err := a.about(ctx, in, see, ids)
	for i := range out.Letters {
		l := &out.Letters[i]
		l.MatterNumber, l.MatterTitle = about[l.Matter].Number, about[l.Matter].Title
	}
	return out, err
}

// about are the matters of some ids that a scope lets through, with their lights of now.
func (a *api) about(ctx context.Context, in *WorkInput, scope *authority.Scope, ids []string) (map[string]MatterLine, error) {
	out := map[string]MatterLine{}
	if len(ids) == 0 {
		return out, nil
	}
	err := listing.Walk(ctx, a.Engine, in.Zone, engine.Filter{Scope: scope, IDs: ids, ByID: true}, a.Present(ctx), func(l listing.Row) bool {
		out[l.ID] = lineOf(&l, string(l.Light))
		return true
	})
	return out, err
}
