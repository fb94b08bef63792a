package cli

import (
	"strings"

	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/session"
)

// blocksOf are the blocks of a template's agenda, the look-back among them.
func blocksOf(t *session.Template) titles {
	out := titles{}
	for _, b := range t.Parts() {
		out[b.Name] = b.Title
	}
	return out
}

// blockNamed is the name of one of a template's blocks given by name or title.
func blockNamed(t *session.Template, word string) (string, error) {
	return blocksOf(t).find(word, errs.Invalid, "session.block", zhEn("议程板块", "block of the agenda"))
}

// item reads BLOCK=TITLE@MATTER; the matter may be left out.
func (s *Shell) item(a *app.App, zone string, t *session.Template, words string) (session.Item, error) {
	block, title, ok := strings.Cut(words, "=")
	if !ok {
		return session.Item{}, errs.Newf(errs.Invalid, "usage.item", "议题“%[1]s”应写作 板块=题目 或 板块=题目@事项编号", "write the item %[1]q as BLOCK=TITLE or BLOCK=TITLE@MATTER", words)
	}
	block, err := blockNamed(t, block)
	if err != nil {
		return session.Item{}, err
	}
	item := session.Item{Block: block, Title: title}
	if called, number, ok := cutLast(title, "@"); ok {
		row, err := listing.Find(s.Ctx, a.Engine, zone, number)
		if err != nil {
			return item, err
		}
		item.Title, item.MatterID = called, row.ID
		if item.Title == "" {
			item.Title = row.Title
		}
	}
	return item, nil
}

// templateOf is the template of the session.
func (r *sessionRef) templateOf(s *Shell, a *app.App, zone string) (*session.Template, error) {
	id, err := s.sessionID(a, zone, r.Session)
	if err != nil {
		return nil, err
	}
	state, err := a.Engine.Session(s.Ctx, zone, id)
	if err != nil {
		return nil, err
	}
	return a.Engine.TemplateOf(s.Ctx, zone, &state)
}

type sessionAddCmd struct {
	sessionRef

	Item string `arg:"" placeholder:"BLOCK=TITLE[@MATTER]" help:"f_item"`
}

// Run puts one more item on the agenda.
func (c *sessionAddCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	t, err := c.templateOf(s, a, zone)
	if err != nil {
		return err
	}
	item, err := s.item(a, zone, t, c.Item)
	if err != nil {
		return err
	}
	return c.sit(s, session.AddItem{Item: item})
}

type sessionReviewCmd struct {
	sessionRef

	Item   int    `help:"f_item_number"`
	Matter string `placeholder:"NUMBER" help:"f_matter"`
	Text   string `required:"" help:"f_text"`
}

// Run records what was said of an item.
func (c *sessionReviewCmd) Run(s *Shell) error {
	review := session.ReviewItem{Item: c.Item, Words: c.Text}
	if c.Matter != "" {
		a, zone, err := s.InZone()
		if err != nil {
			return err
		}
		if review.MatterID, err = s.matterID(a, zone, c.Matter); err != nil {
			return err
		}
	}
	return c.sit(s, review)
}

type sessionPassCmd struct {
	sessionRef

	Block  string `arg:"" help:"a_block"`
	Reason string `required:"" help:"f_reason"`
}

// Run leaves a block out, for a reason.
func (c *sessionPassCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	t, err := c.templateOf(s, a, zone)
	if err != nil {
		return err
	}
	if c.Block, err = blockNamed(t, c.Block); err != nil {
		return err
	}
	return c.sit(s, session.PassBlock{Block: c.Block, Reason: c.Reason})
}

type sessionResolveCmd struct {
	sessionRef

	Text     string `required:"" help:"f_text"`
	Item     int    `help:"f_item_number"`
	Matter   string `xor:"about" placeholder:"NUMBER" help:"f_matter"`
	Recolor  string `xor:"about" placeholder:"NUMBER=URGENCY" help:"f_recolor"`
	Register string `xor:"about" placeholder:"KIND=TITLE" help:"f_resolve_register"`

	traits // of the matter to register
}

// Run adds a resolution: words, a change of urgency, or a matter to register.
func (c *sessionResolveCmd) Run(s *Shell) error {
	if err := c.unused(); err != nil {
		return err
	}
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	r := session.Resolution{Text: c.Text, Item: c.Item}
	if r.MatterID, err = s.matterID(a, zone, c.Matter); err != nil {
		return err
	}
	if c.Recolor != "" {
		number, urgency, _ := cutLast(c.Recolor, "=")
		row, err := listing.Find(s.Ctx, a.Engine, zone, number)
		if err != nil {
			return err
		}
		told, err := s.told(a, zone, row.Kind)
		if err != nil {
			return err
		}
		if urgency, err = urgencyNamed(told, urgency); err != nil {
			return err
		}
		r.Recolor = &session.Recolor{MatterID: row.ID, Urgency: urgency}
	}
	if c.Register != "" {
		kind, title, ok := strings.Cut(c.Register, "=")
		if !ok {
			return errs.Newf(errs.Invalid, "usage.register", "交办新事项应写作 种类=名称，不是“%[1]s”", "write the new matter as KIND=TITLE, not %[1]q", c.Register)
		}
		if kind, err = s.kind(a, zone, kind); err != nil {
			return err
		}
		if r.Register, err = c.wanted(s, a, zone, kind, title); err != nil {
			return err
		}
	}
	return c.sit(s, session.Resolve{Resolution: r})
}

// wanted is the matter to register, with what people call things in it turned into ids.
func (c *sessionResolveCmd) wanted(s *Shell, a *app.App, zone, kind, title string) (*session.Register, error) {
	of := matter.Command{Kind: kind, Particulars: c.particulars(), Assignment: c.assignment()}
	for _, resolve := range []func(*app.App, string, *matter.Command) error{s.referred, s.named} {
		if err := resolve(a, zone, &of); err != nil {
			return nil, err
		}
	}
	r := &session.Register{
		Kind: kind, Title: title, Brief: of.Brief, LeadUnit: of.LeadUnit, Owner: of.Owner, Due: of.Due, Urgency: of.Urgency, Category: of.Category, Place: of.Place,
		Parent: of.Parent, Weight: of.Weight, FirstContact: of.FirstContact, Support: of.Support, Sponsor: of.Sponsor, Verifier: of.Verifier, Ongoing: of.Ongoing,
	}
	var err error
	if len(c.Field) > 0 {
		r.Fields, err = a.FieldsFromText(s.Ctx, zone, kind, s.Now(), c.Field)
	}
	return r, err
}
