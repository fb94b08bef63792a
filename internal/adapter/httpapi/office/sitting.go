package office

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/session"
)

// sitting declares how a session is convened and held. Who of those that may try is let through is said by the
// session: its chair and the office that keeps its business (engine).
func (a *api) sitting() {
	door.Zonal(a.Door, door.Operation{
		ID: "convene-session", Method: http.MethodPost, Path: "/zones/{zone}/sessions",
		Summary: "Convene a session; what the template fills in comes by itself", Tag: "sessions", Status: http.StatusCreated,
	}, authority.Sessions, a.convene)
	door.Personal(a.Door, door.Operation{
		ID: "command-session", Method: http.MethodPost, Path: "/zones/{zone}/sessions/{session}/commands",
		Summary: "Record what a session did: who came, what was said and resolved, the minutes; all or none", Tag: "sessions",
	}, a.sit)
}

// ItemWish is an item for an agenda.
type ItemWish struct {
	Block  string `json:"block" minLength:"1" maxLength:"100"`
	Title  string `json:"title,omitempty" maxLength:"500" doc:"That of the matter unless given"`
	Matter string `json:"matter,omitempty" maxLength:"200" doc:"Number or id"`
}

// ConveneInput is a request to convene.
type ConveneInput struct {
	InZone

	Key  string `header:"Idempotency-Key" maxLength:"128"`
	Body struct {
		Template string     `json:"template" minLength:"1" maxLength:"100"`
		As       string     `json:"as,omitempty" maxLength:"100" doc:"Post that convenes"`
		Date     string     `json:"date,omitempty" maxLength:"10" doc:"Today unless given"`
		Title    string     `json:"title,omitempty" maxLength:"500"`
		Place    string     `json:"place,omitempty" maxLength:"200"`
		Chair    string     `json:"chair,omitempty" maxLength:"100" doc:"Post; as the template says unless given"`
		Row      string     `json:"row,omitempty" maxLength:"200" doc:"Which row of a series it belongs to"`
		Expected []string   `json:"expected,omitempty" maxItems:"200" nullable:"false" doc:"Posts, besides the members of the body, who are expected by themselves"`
		Agenda   []ItemWish `json:"agenda,omitempty" maxItems:"200" nullable:"false"`
	}
}

func (a *api) convene(ctx context.Context, c *door.Caller, in *ConveneInput) (*MeetingOutput, error) {
	b := &in.Body
	found := errs.List(nil)
	act, err := a.acting(ctx, c, in.Zone, b.As)
	if door.Gather(&found, err) != nil {
		return nil, err
	}
	day, err := door.Date(b.Date, "body.date")
	if door.Gather(&found, err) != nil {
		return nil, err
	}
	wish := session.Convene{Date: day, Title: b.Title, Place: b.Place, Chair: b.Chair, Row: b.Row, Expected: b.Expected}
	for i := range b.Agenda {
		item, err := a.item(ctx, c, in.Zone, &b.Agenda[i])
		if door.Gather(&found, door.At(err, "body.agenda["+strconv.Itoa(i)+"]")) != nil {
			return nil, err
		}
		if err == nil {
			wish.Agenda = append(wish.Agenda, item)
		}
	}
	if len(found) > 0 {
		if err := a.Try(ctx, &found, func(ctx context.Context) error {
			_, err := a.Engine.Convene(ctx, in.Zone, act, b.Template, wish)
			return err
		}); err != nil {
			return nil, err
		}
		return nil, found.Err()
	}
	s, err := a.Engine.Convene(ctx, in.Zone, act, b.Template, wish)
	if err != nil {
		return nil, err
	}
	shown, err := a.shown(ctx, c, in.Zone, s)
	if err != nil {
		return nil, err
	}
	out, err := a.meeting(ctx, c, in.Zone, shown)
	if err == nil {
		out.Location = door.Prefix + "/zones/" + in.Zone + "/sessions/" + url.PathEscape(s.ID)
	}
	return out, err
}

// item reads an item for an agenda; a matter on it must be seen.
func (a *api) item(ctx context.Context, c *door.Caller, zone string, w *ItemWish) (session.Item, error) {
	item := session.Item{Block: w.Block, Title: w.Title}
	if w.Matter == "" {
		return item, nil
	}
	m, err := a.See(ctx, c, zone, w.Matter)
	if err != nil {
		return item, err
	}
	if item.MatterID = m.State.ID; item.Title == "" {
		item.Title = m.State.Title
	}
	return item, nil
}

// SessionDeed is one thing that a session did.
type SessionDeed struct {
	Command   string        `json:"command" enum:"attend,add-item,open,review,pass,resolve,minute,close,cancel"`
	Present   []string      `json:"present,omitempty" maxItems:"200" nullable:"false" doc:"attend: posts of members"`
	All       bool          `json:"all,omitempty" doc:"attend: every member but those who apologised or left. Whoever is not named stays as recorded"`
	Apologies []ApologyView `json:"apologies,omitempty" maxItems:"200" nullable:"false"`
	Guests    []string      `json:"guests,omitempty" maxItems:"200" nullable:"false"`
	Left      []ApologyView `json:"left,omitempty" maxItems:"200" nullable:"false" doc:"attend: who came and left before the end, of an open session"`
	Removed   []string      `json:"removed,omitempty" maxItems:"200" nullable:"false" doc:"attend: posts recorded by mistake"`
	Chair     string        `json:"chair,omitempty" maxLength:"100" doc:"attend: the post present that presides, where the chair does not come"`
	Add       *ItemWish     `json:"add,omitempty" doc:"add-item"`
	Item      int           `json:"item,omitempty" minimum:"0" maximum:"100000" doc:"review, resolve: number on the agenda as you read it"`
	Matter    string        `json:"matter,omitempty" maxLength:"200" doc:"review, resolve: number or id; not with register"`
	Text      string        `json:"text,omitempty" maxLength:"100000" doc:"review, resolve, minute: the words"`
	Block     string        `json:"block,omitempty" maxLength:"100" doc:"pass: one that is not required, or that fills by itself and found nothing"`
	Reason    string        `json:"reason,omitempty" maxLength:"4000" doc:"pass, cancel"`
	Register  *RegisterWish `json:"register,omitempty" doc:"resolve: a matter to register"`
	Urgency   string        `json:"urgency,omitempty" maxLength:"40" doc:"resolve: the new urgency of matter; that of a new matter is in register"`
}

// SitInput is a request to record what a session did.
type SitInput struct {
	InSession

	Key     string `header:"Idempotency-Key" maxLength:"128"`
	IfMatch string `header:"If-Match" maxLength:"64" doc:"ETag of the session as you read it, or *" required:"true"`
	Body    struct {
		As    string        `json:"as,omitempty" maxLength:"100" doc:"Post that records"`
		Deeds []SessionDeed `json:"deeds" minItems:"1" maxItems:"50" nullable:"false"`
	}
}

func (a *api) sit(ctx context.Context, c *door.Caller, in *SitInput) (*MeetingOutput, error) {
	s, err := a.session(ctx, c, &in.InSession)
	if err != nil {
		return nil, err
	}
	if !c.Subject.Can(authority.Sessions) && !c.Subject.NamedMay(authority.Sessions, s.Chair) {
		return nil, c.Forbidden(authority.Sessions)
	}
	found := errs.List(nil)
	act, err := a.acting(ctx, c, in.Zone, in.Body.As)
	if door.Gather(&found, err) != nil {
		return nil, err
	}
	var out *MeetingOutput
	carry := func(ctx context.Context) error {
		if s, err = a.session(ctx, c, &in.InSession); err != nil {
			return err
		}
		if err := a.unchanged(ctx, in.Zone, in.IfMatch, s); err != nil {
			return err
		}
		whole, brought := s, len(s.Brought)
		for i := range in.Body.Deeds {
			where := "body.deeds[" + strconv.Itoa(i) + "]"
			deed, err := a.deed(ctx, c, in.Zone, s, &in.Body.Deeds[i], where)
			if err != nil {
				return err
			}
			state, err := a.Engine.Sit(ctx, in.Zone, s.ID, act, deed)
			if err != nil {
				return door.Placed(err, where)
			}
			if s, err = a.shown(ctx, c, in.Zone, state); err != nil {
				return err
			}
			if read := *s; len(state.Brought) > brought { // items are numbered as the caller read them
				read.items = slices.DeleteFunc(slices.Clone(s.items), func(n int) bool { return slices.Contains(state.Brought, n) })
				whole, s = s, &read
			} else {
				whole = s
			}
		}
		out, err = a.meeting(ctx, c, in.Zone, whole)
		return err
	}
	if len(found) == 0 {
		if err = a.Engine.Together(ctx, carry); err == nil || errs.Is(err, "http.changed") || door.Gather(&found, err) != nil {
			return out, err
		}
	} else if err := a.Try(ctx, &found, carry); err != nil {
		return nil, err
	}
	return nil, a.unread(ctx, c, in, s, found)
}

// unread adds to the faults found those in the deeds after the one that was refused.
func (a *api) unread(ctx context.Context, c *door.Caller, in *SitInput, s *shownSession, found errs.List) error {
	for i := range in.Body.Deeds {
		_, err := a.deed(ctx, c, in.Zone, s, &in.Body.Deeds[i], "body.deeds["+strconv.Itoa(i)+"]")
		more := errs.List(nil)
		if err := door.Gather(&more, err); err != nil {
			return err
		}
		for _, e := range more {
			told := slices.ContainsFunc(found, func(f *errs.Error) bool { return f.Where == e.Where })
			if !told && e.Code != "session.item" { // an earlier deed may add the item
				found = append(found, e)
			}
		}
	}
	return found.Err()
}

// unchanged refuses a session that has changed since the caller read it.
func (a *api) unchanged(ctx context.Context, zone, header string, s *shownSession) error {
	seq, _, err := a.Engine.Store().Head(ctx, zone, ledger.SessionPrefix+s.ID)
	if err != nil {
		return err
	}
	return door.Unchanged(header, door.ETag(seq), s.Number)
}

// deed reads one thing that a session did.
func (a *api) deed(ctx context.Context, c *door.Caller, zone string, s *shownSession, d *SessionDeed, where string) (session.Command, error) {
	if err := d.unused(where); err != nil {
		return nil, err
	}
	about := ""
	if d.Matter != "" {
		m, err := a.See(ctx, c, zone, d.Matter)
		if err != nil {
			return nil, door.At(err, where+".matter")
		}
		about = m.State.ID
	}
	item, err := s.number(d.Item, where+".item")
	if err != nil {
		return nil, err
	}
	switch d.Command {
	case "attend":
		return attendance(d), nil
	case "add-item":
		if d.Add == nil {
			return nil, errs.Newf(errs.Invalid, "http.invalid", "请在 add 中写明要加的议题", "say in add which item to put on the agenda").At(where + ".add")
		}
		added, err := a.item(ctx, c, zone, d.Add)
		return session.AddItem{Item: added}, door.At(err, where+".add")
	case "open":
		return session.Open{}, nil
	case "review":
		return session.ReviewItem{Item: item, MatterID: about, Words: d.Text}, nil
	case "pass":
		return session.PassBlock{Block: d.Block, Reason: d.Reason}, nil
	case "minute":
		return session.Minute{Text: d.Text}, nil
	case "close":
		return session.Close{}, nil
	case "cancel":
		return session.Cancel{Reason: d.Reason}, nil
	}
	r := session.Resolution{Text: d.Text, Item: item}
	switch g := d.Register; {
	case g != nil:
		due, err := door.Date(g.Due, where+".register.due")
		if err != nil {
			return nil, err
		}
		parent := ""
		if g.Parent != "" { // nothing is hung below what one may not see
			above, err := a.See(ctx, c, zone, g.Parent)
			if err != nil {
				return nil, door.At(err, where+".register.parent")
			}
			parent = above.State.ID
		}
		r.Register = &session.Register{
			Kind: g.Kind, Title: g.Title, Brief: g.Brief, LeadUnit: g.LeadUnit, Owner: g.Owner, Due: due, Urgency: g.Urgency, Category: g.Category,
			Place: g.Place, Parent: parent, Weight: g.Weight, FirstContact: g.FirstContact, Support: g.Support, Sponsor: g.Sponsor,
			Verifier: g.Verifier, Ongoing: g.Ongoing, Fields: g.Fields,
		}
	case d.Urgency != "":
		r.Recolor = &session.Recolor{MatterID: about, Urgency: d.Urgency}
	default:
		r.MatterID = about
	}
	return session.Resolve{Resolution: r}, nil
}

func attendance(d *SessionDeed) session.Attend {
	return session.Attend{All: d.All, Present: d.Present, Apologies: excused(d.Apologies), Guests: d.Guests, Left: excused(d.Left), Removed: d.Removed, Chair: d.Chair}
}

func excused(list []ApologyView) (out []session.Apology) {
	for _, x := range list {
		out = append(out, session.Apology(x))
	}
	return out
}
