package office

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// letters declares how letters are read: by who may read the matter's history, and one that has reached somebody by
// them, whatever else they may see.
func (a *api) letters() {
	door.Personal(a.Door, door.Operation{
		ID: "list-letters", Method: http.MethodGet, Path: "/zones/{zone}/letters",
		Summary: "The letters of the matters that you may read, and those that have reached you; in order of drafting", Tag: "letters",
	}, a.listLetters)
	door.Personal(a.Door, door.Operation{
		ID: "read-letter", Method: http.MethodGet, Path: "/zones/{zone}/matters/{number}/letters/{letter}",
		Summary: "A letter as it was issued; a draft as it would read today", Tag: "letters",
	}, a.readLetter)
	door.Personal(a.Door, door.Operation{
		ID: "read-letter-text", Method: http.MethodGet, Path: "/zones/{zone}/matters/{number}/letters/{letter}/text",
		Summary: "The whole letter as a document: plain text laid out as offices do, or Markdown", Tag: "letters", Sends: "text/plain,text/markdown",
	}, a.readLetterText)
}

// LettersInput picks and pages letters.
type LettersInput struct {
	InZone

	State  string `query:"state" enum:"drafted,issued,delivered,signed,replied,withdrawn"`
	Late   bool   `query:"late" doc:"Delivered, to be answered by now, and not answered"`
	To     string `query:"to" maxLength:"100" doc:"Post; with what it took over"`
	Mine   bool   `query:"mine" doc:"Addressed to a post of yours"`
	Kind   string `query:"kind" maxLength:"100" doc:"Of matters of this kind"`
	Matter string `query:"matter" maxLength:"200" doc:"Number or id"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	After  string `query:"after" maxLength:"2000"`
	Count  bool   `query:"count" doc:"Also count all that match"`
}

// LetterLine is a letter in a list.
type LetterLine struct {
	Matter       string     `json:"matter" doc:"Id of the matter it is about"`
	MatterNumber string     `json:"matter_number,omitempty" doc:"Where you may see the matter"`
	MatterTitle  string     `json:"matter_title,omitempty"`
	ID           string     `json:"id" doc:"Unique within the matter: L1"`
	Number       string     `json:"number,omitempty" doc:"Once it is issued"`
	Template     string     `json:"template"`
	Title        string     `json:"title"`
	To           string     `json:"to"`
	By           string     `json:"by,omitempty" doc:"The post that issues it"`
	State        string     `json:"state"`
	DraftedAt    time.Time  `json:"drafted_at"`
	IssuedAt     *time.Time `json:"issued_at,omitempty"`
	ReplyBy      *time.Time `json:"reply_by,omitempty"`
	Provisional  bool       `json:"provisional,omitempty" doc:"It is due in a year without a State Council notice: the day may still change"`
	Late         bool       `json:"late" doc:"Was not answered in time"`
}

// LettersOutput is a page of letters.
type LettersOutput struct {
	Body struct {
		Letters []LetterLine `json:"letters" nullable:"false"`
		Next    string       `json:"next,omitempty"`
		Total   *int         `json:"total,omitempty" doc:"How many match, when asked for; see at_least"`
		AtLeast bool         `json:"at_least,omitempty" doc:"There are more than the total, which stops at a thousand: show it as 1000+"`
	}
}

func (a *api) listLetters(ctx context.Context, c *door.Caller, in *LettersInput) (*LettersOutput, error) {
	now := a.Present(ctx)
	past, err := cursorKeys(in.After, len(new(engine.LetterRow).Keys()))
	if err != nil {
		return nil, err
	}
	f := engine.Filter{
		Scope: c.Subject.Scope(authority.History, c.Rules), Addressed: c.Subject.Addressed(), State: in.State, Kind: in.Kind,
		Past: past, Limit: in.Limit + 1,
	}
	if err := a.Engine.CarriedBy(ctx, in.Zone, now, &f, in.To); err != nil {
		return nil, err
	}
	if mine := listed(c.Subject.Answers()); in.Mine && f.Owners != nil { // of those asked for, where there are several
		f.Owners = slices.DeleteFunc(f.Owners, func(post string) bool { return !slices.Contains(mine, post) })
	} else if in.Mine {
		f.Owners = mine
	}
	if in.Late {
		f.States, f.DueTo = []string{string(letter.Delivered), string(letter.Signed)}, now.UnixMicro()
	}
	if in.Matter != "" {
		m, err := a.See(ctx, c, in.Zone, in.Matter)
		if err != nil {
			return nil, door.At(err, "query.matter")
		}
		f.Matter = m.State.ID
	}
	store := a.Engine.Store()
	var rows []engine.LetterRow
	for l, err := range store.Letters(ctx, in.Zone, f) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, l)
	}
	out := &LettersOutput{}
	if len(rows) > in.Limit {
		rows = rows[:in.Limit]
		if out.Body.Next, err = keysCursor(rows[in.Limit-1].Keys()); err != nil {
			return nil, err
		}
	}
	if out.Body.Letters, err = a.letterLines(ctx, c, in.Zone, rows, now); err != nil || !in.Count {
		return out, err
	}
	f.Past, f.Limit, f.AtMost = nil, 0, door.MostCounted+1
	n, err := store.CountLetters(ctx, in.Zone, f)
	out.Body.AtLeast, out.Body.Total = n > door.MostCounted, new(min(n, door.MostCounted))
	return out, err
}

func (a *api) letterLines(ctx context.Context, c *door.Caller, zone string, rows []engine.LetterRow, now time.Time) ([]LetterLine, error) {
	timeline, err := a.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for i := range rows {
		ids = append(ids, rows[i].MatterID)
	}
	matters, err := a.behind(ctx, zone, ids)
	if err != nil {
		return nil, err
	}
	cal, err := a.Engine.Calendar(ctx, zone, now)
	if err != nil {
		return nil, err
	}
	out := []LetterLine{}
	for i := range rows {
		l := &rows[i]
		m := matters.seen(c, l.MatterID)
		late := l.Late || (l.State == string(letter.Delivered) || l.State == string(letter.Signed)) && l.ReplyBy != 0 && l.ReplyBy < now.UnixMicro()
		title := letterTitle(timeline, m.facts.Kind, l.Template, letter.WordsAt(letter.State(l.State), time.UnixMicro(l.DraftedAt), at(l.IssuedAt), now), c.Lang)
		out = append(out, LetterLine{
			l.MatterID, m.Number, m.Title, l.ID, l.Number, l.Template, title, l.ToPost, l.ByPost, l.State,
			*micros(l.DraftedAt), micros(l.IssuedAt), micros(l.ReplyBy), l.ReplyBy != 0 && cal.Provisional(time.UnixMicro(l.ReplyBy)), late,
		})
	}
	return out, nil
}

// letterTitle is what a letter about a matter of a kind is called, by what gives or gave its words.
func letterTitle(timeline mechanism.Timeline, kind, template string, at time.Time, lang text.Lang) string {
	return cmp.Or(timeline.LetterTitle(kind, template, at).In(lang), template)
}

// at is an instant of a row, zero for none.
func at(us int64) (t time.Time) {
	if us != 0 {
		t = time.UnixMicro(us)
	}
	return t
}

// micros is an instant of a row in the zone's own clock, nil for none.
func micros(us int64) *time.Time {
	if us == 0 {
		return nil
	}
	return door.Instant(time.UnixMicro(us))
}
