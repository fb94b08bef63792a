package notify

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/org"
)

const reader = "notices"

// Since makes a zone's notices begin with the whole log instead of with what comes from now on.
func (n *Notify) Since(ctx context.Context, zone string, pos int64) error {
	return outbox.From(ctx, n.db, zone, reader, pos)
}

// Collect writes notices of everything that happened in a zone since the last run, and returns how many events it
// looked at. The first run of a zone begins at the present end of its log.
func (n *Notify) Collect(ctx context.Context, zone string) (int, error) {
	return outbox.Follow(ctx, n.db, zone, reader, func(ctx context.Context, events []ledger.Event) (func(context.Context) error, error) {
		c := &collector{Notify: n, ctx: ctx, zone: zone, states: map[string]*matter.State{}, views: map[time.Time]*org.View{}, langs: map[string]*Preferences{}}
		for i := range events {
			if err := c.event(&events[i]); err != nil {
				return nil, fmt.Errorf("notices of event %d of %s: %w", events[i].Seq, events[i].Stream, err)
			}
		}
		if err := c.stepped(); err != nil {
			return nil, err
		}
		return func(ctx context.Context) error {
			if len(c.out) == 0 {
				return nil
			}
			_, err := n.db.Conn(ctx).NewInsert().Model(&c.out).Exec(ctx)
			return err
		}, nil
	})
}

// collector makes the notices of some events.
type collector struct {
	*Notify

	ctx    context.Context //nolint:containedctx // lives no longer than one run
	zone   string
	states map[string]*matter.State // as they are now; nil for none
	views  map[time.Time]*org.View  // by the hour
	langs  map[string]*Preferences
	steps  []*steps // of claims
	out    []Notice
}

// address is a post that a notice is for, and what is different in its item.
type address struct {
	post string
	item Item
}

func (c *collector) event(e *ledger.Event) error {
	if e.Stream == ledger.StreamMechanism {
		return c.proposal(e)
	}
	if strings.HasPrefix(e.Stream, ledger.ClaimPrefix) {
		return c.claim(e)
	}
	if !ledger.IsMatter(e.Stream) || !concerns(e.Type) {
		return nil
	}
	content, err := matter.DecodeContent(e.Type, e.Data)
	if err != nil {
		return err
	}
	s, err := c.state(e.Stream)
	if err != nil || s == nil || s.Over() {
		return err
	}
	view, err := c.view(e.At)
	if err != nil {
		return err
	}
	told := map[string]bool{e.Person: true} // who did it knows
	for _, to := range c.addresses(e, content, s, view) {
		acting, err := view.Holder(view.ActsFor(to.post))
		if err != nil || told[acting.Person] { // an unheld post is on the 8:30 page
			continue
		}
		told[acting.Person] = true
		if err := c.notice(acting.Person, to, e, s); err != nil {
			return err
		}
	}
	return nil
}

func concerns(kind string) bool {
	switch kind {
	case "registered", "assigned", "transferred", "duty-opened", "duty-missed", "rung-fired", "letter-issued", "letter-delivered", "letter-late", "completed":
		return true
	}
	return false
}

// state is a matter as it is now.
func (c *collector) state(stream string) (*matter.State, error) {
	if s, known := c.states[stream]; known {
		return s, nil
	}
	row, err := c.engine.Store().Matter(c.ctx, c.zone, stream)
	if errs.KindOf(err) == errs.NotFound {
		c.states[stream] = nil
		return nil, nil //nolint:nilnil // no matter, no notice
	}
	if err != nil {
		return nil, err
	}
	s, err := row.Folded()
	if err != nil {
		return nil, err
	}
	c.states[stream] = &s
	return &s, nil
}

// view is the org chart at an instant; a day in Shanghai begins on the hour.
func (c *collector) view(at time.Time) (*org.View, error) {
	hour := at.Truncate(time.Hour)
	if v := c.views[hour]; v != nil {
		return v, nil
	}
	_, v, err := c.engine.Org(c.ctx, c.zone, at)
	if err == nil {
		c.views[hour] = v
	}
	return v, err
}

// addresses says whom an event concerns, as far as it still stands.
func (c *collector) addresses(e *ledger.Event, content matter.Content, s *matter.State, view *org.View) []address {
	switch x := content.(type) {
	case *matter.RegisteredEvent:
		return c.given(x.Owner, s)
	case *matter.AssignedEvent:
		return c.given(x.Owner, s)
	case *matter.DutyEvent:
		return c.duty(e, &x.Duty, s)
	case *matter.RungFiredEvent:
		return rung(x)
	case *matter.LetterEvent:
		return c.letter(&x.Letter, s, e.At)
	case *matter.LetterLateEvent:
		return c.late(x.ID, s, e.At)
	case *matter.MovedEvent:
		return c.verify(s, view, e.At)
	}
	return nil
}

func (c *collector) given(owner string, s *matter.State) []address {
	if owner == "" || s.Owner != owner || s.Done() {
		return nil
	}
	return []address{{owner, Item{Kind: Assigned, Due: s.Deadlines.Working().At, Provisional: s.Deadlines.Working().Provisional}}}
}

// duty leaves out what other notices say already: to accept (assigned), to answer (letter).
func (c *collector) duty(e *ledger.Event, d *matter.Duty, s *matter.State) []address {
	i := slices.IndexFunc(s.Duties, func(x matter.Duty) bool { return x.ID == d.ID && x.Opens.Equal(d.Opens) })
	if i < 0 || d.Owner == "" {
		return nil
	}
	item := Item{Kind: DutyOpened, What: d.What, Due: d.Due, Owner: d.Owner}
	if e.Type == "duty-opened" {
		if s.Duties[i].Missed() || d.What == matter.DutyAccept || d.What == matter.DutyReply {
			return nil
		}
		return []address{{d.Owner, item}}
	}
	item.Kind = DutyMissed
	out := []address{{d.Owner, item}}
	if w, err := c.engine.World(c.ctx, c.zone); err == nil {
		if above := matter.Above(s, &w, d.Owner, e.At); above != "" {
			out = append(out, address{above, item})
		}
	}
	return out
}

// rung tells those who must act and, but for a letter that is a draft yet, those whom it concerns.
func rung(x *matter.RungFiredEvent) []address {
	var out []address
	for _, d := range x.Duties {
		if d.Owner != "" {
			out = append(out, address{d.Owner, Item{Kind: RungFired, Rung: x.Title, What: d.What, Due: d.Due, Owner: d.Owner}})
		}
	}
	if x.Action != "send" {
		for _, post := range x.To {
			out = append(out, address{post, Item{Kind: RungFired, Rung: x.Title}})
		}
	}
	return out
}

func (c *collector) letter(l *letter.Letter, s *matter.State, at time.Time) []address {
	now := slices.IndexFunc(s.Letters, func(x letter.Letter) bool { return x.ID == l.ID })
	if now < 0 || s.Letters[now].State != l.State { // it has been signed for meanwhile, or is delivered too
		return nil
	}
	return []address{{l.To, Item{Kind: Letter, Letter: c.title(s.Kind, l.Template, cmp.Or(l.IssuedAt, at)), Due: l.ReplyBy}}}
}

func (c *collector) late(id string, s *matter.State, at time.Time) []address {
	i := slices.IndexFunc(s.Letters, func(x letter.Letter) bool { return x.ID == id && x.State != letter.Replied })
	if i < 0 {
		return nil
	}
	l := &s.Letters[i]
	item := Item{Kind: LetterLate, Letter: c.title(s.Kind, l.Template, cmp.Or(l.IssuedAt, at)), Due: l.ReplyBy, Owner: l.To}
	out := []address{{l.To, item}}
	if l.By != "" {
		out = append(out, address{l.By, item})
	}
	return out
}

// title is what a letter is called; its template's name where the mechanism in force has no such letter.
func (c *collector) title(kind, template string, at time.Time) string {
	timeline, err := c.engine.Timeline(c.ctx, c.zone)
	if err == nil {
		return cmp.Or(timeline.LetterTitle(kind, template, at).In("zh"), template)
	}
	return template
}

// verify tells the verifier, or whoever the kind lets verify.
func (c *collector) verify(s *matter.State, view *org.View, at time.Time) []address {
	if s.Stage != matter.Completed && s.Stage != matter.FollowedUp {
		return nil
	}
	item := Item{Kind: Verify, Owner: s.Owner}
	if s.Verifier != "" {
		return []address{{s.Verifier, item}}
	}
	timeline, err := c.engine.Timeline(c.ctx, c.zone)
	if err != nil {
		return nil
	}
	_, k := timeline.Governs(s.Kind, at)
	if k == nil || k.Roles.Verify.Role.IsZero() {
		return nil
	}
	posts, _ := org.Resolve(k.Roles.Verify.Role, // those that are held
		org.Context{Owner: s.Owner, Sponsor: s.Sponsor, LeadUnit: s.LeadUnit, SupportUnits: s.Support}, view)
	var out []address
	for _, post := range posts {
		out = append(out, address{post, item})
	}
	return out
}

func (c *collector) notice(person string, to address, e *ledger.Event, s *matter.State) error {
	may, confidential, err := c.maySee(c.ctx, c.zone, person, s)
	if err != nil || !may {
		return err
	}
	item := to.item
	item.Number, item.Title, item.Post = s.Number, s.Title, to.post
	if item.Kind != Assigned && !item.Due.IsZero() { // counted from the calendar, unlike a date that somebody gave a matter
		cal, err := c.engine.Calendar(c.ctx, c.zone, e.At)
		if err != nil {
			return err
		}
		item.Provisional = cal.Provisional(item.Due)
	}
	return c.write(person, item, Notice{Secret: confidential, MatterID: e.Stream})
}

// write adds a notice in its receiver's language; of n, what it is about.
func (c *collector) write(person string, item Item, n Notice) error {
	p := c.langs[person]
	if p == nil {
		all, err := c.preferences(c.ctx, c.zone, person)
		if err != nil {
			return err
		}
		p = &all
		c.langs[person] = p
	}
	n, err := c.worded(c.zone, person, p.Lang, item, n)
	if err == nil {
		c.out = append(c.out, n)
	}
	return err
}

// worded fills in a notice of which it is known what it is about.
func (n *Notify) worded(zone, owner string, lang text.Lang, item Item, of Notice) (Notice, error) {
	var err error
	if of.Title, of.Body, err = item.words(lang); err != nil {
		return of, err
	}
	of.ZoneID, of.Person, of.ID, of.Kind, of.Urgent = zone, owner, n.newID(), item.Kind, urgent[item.Kind]
	of.Number, of.CreatedAt = item.Number, n.at(zone).UnixMicro()
	return of, nil
}

// Tell puts a notice into an inbox; about is the id of what it is about. It belongs into the transaction of what is told.
func (n *Notify) Tell(ctx context.Context, zone, owner string, item Item, about string) error {
	ctx = database.InZone(ctx, zone)
	p, err := n.preferences(ctx, zone, owner)
	if err != nil {
		return err
	}
	notice, err := n.worded(zone, owner, p.Lang, item, Notice{MatterID: about})
	if err == nil {
		_, err = n.db.Conn(ctx).NewInsert().Model(&notice).Exec(ctx)
	}
	return err
}
