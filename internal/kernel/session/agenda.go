package session

import (
	"slices"
	"strings"
	"unicode/utf8"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Candidate is something that may be put on an agenda.
type Candidate struct {
	MatterID   string
	Kind       string // of the matter
	Title      string
	Duty       string // what it asks for, for FillDueDuties and FillMissedDuties
	Resolution string // "session/resolution", for FillLastResolutions
}

// Candidates are what the engine found, by the words a block may be filled with.
type Candidates map[string][]Candidate

// FillAgenda puts the given items and the candidates in the order of the template: a First block, then
// the look-back, then the other blocks; within a block the given items first. A block lists a matter
// once. A required block that the engine fills and finds nothing for gets one line that says so, for
// the chair to note or pass over. Items of unknown blocks go to the end, for Convene to refuse.
func FillAgenda(t *Template, given []Item, found Candidates) []Item {
	var agenda []Item
	last := func(b Block) bool { return t.LookBack && b.Fill == FillLastResolutions }
	put := func(b Block) {
		start := len(agenda)
		for _, item := range given {
			if item.Block == b.Name {
				agenda = append(agenda, item)
			}
		}
		for _, c := range found[b.Fill] {
			if b.takes(c) && !slices.ContainsFunc(agenda[start:], c.is) {
				agenda = append(agenda, Item{Block: b.Name, Title: c.Title, MatterID: c.MatterID, Resolution: c.Resolution, Filled: true})
			}
		}
		if b.Required && b.Fill != "" && len(agenda) == start {
			agenda = append(agenda, Item{Block: b.Name, Title: b.Title.In(text.Zh) + nothing.Zh, Filled: true})
		}
	}
	for _, b := range t.Blocks {
		if b.First {
			put(b)
		}
	}
	if t.LookBack {
		put(t.lookBack())
	}
	for _, b := range t.Blocks {
		if !b.First && !last(b) {
			put(b)
		}
	}
	for _, item := range given {
		if _, ok := t.block(item.Block); !ok {
			agenda = append(agenda, item)
		}
	}
	return agenda
}

// takes tells whether a candidate of the block's fill is one for the block.
func (b Block) takes(c Candidate) bool {
	return (len(b.Kinds) == 0 || slices.Contains(b.Kinds, c.Kind)) && b.Asks(c.Duty)
}

// Asks tells whether a block that duties fill takes those of a sort.
func (b Block) Asks(what string) bool { return len(b.Duties) == 0 || slices.Contains(b.Duties, what) }

// Passable tells whether a session with an agenda may leave the block out: never what must come first, and of what is
// required only what the engine fills and found nothing for.
func (b Block) Passable(agenda []Item) bool {
	if b.First || !b.Required {
		return !b.First
	}
	return b.Fill != "" && !slices.ContainsFunc(agenda, func(item Item) bool { return item.Block == b.Name && !item.nothing() })
}

// nothing tells whether an item is the line that says that there is none.
func (i *Item) nothing() bool { return i.Filled && i.MatterID == "" && i.Resolution == "" }

// is tells whether an item is already about the candidate.
func (c Candidate) is(item Item) bool {
	if c.Resolution != "" {
		return c.Resolution == item.Resolution
	}
	return c.MatterID != "" && c.MatterID == item.MatterID
}

// CountInYear counts the sessions of a template that were held in a year, to be read beside the template's PerYear.
func CountInYear(sessions []State, template string, year int) int {
	return len(HeldInYear(sessions, template, year))
}

// HeldInYear are the sessions of a template that were held (opened or closed) in a year.
func HeldInYear(sessions []State, template string, year int) []State {
	return slices.DeleteFunc(slices.Clone(sessions), func(s State) bool {
		return s.Template != template || s.Date.Year() != year || s.Stage != Opened && s.Stage != Closed
	})
}

func convene(s State, c Convene, t *Template) (Event, error) {
	if err := expect(s, text.Text{Zh: "召集", En: "convene it"}, ""); err != nil {
		return nil, err
	}
	switch {
	case c.ID == "":
		return nil, errs.Newf(errs.Invalid, "session.no_id", "会议缺少编号", "the session has no id").At("id")
	case c.Date.IsZero():
		return nil, errs.Newf(errs.Invalid, "session.no_date", "请写明会议日期", "say on which day the session is").At("date")
	}
	if err := fits(c.Title, "title"); err != nil {
		return nil, err
	}
	for _, item := range c.Agenda {
		if err := item.fits("agenda"); err != nil {
			return nil, err
		}
	}
	if err := complete(c.Agenda, t); err != nil {
		return nil, err
	}
	if err := looksBack(c.Agenda, c.Open, t); err != nil {
		return nil, err
	}
	if err := inSeries(c, t); err != nil {
		return nil, err
	}
	title := c.Title
	if title == "" {
		title = t.Title.In(text.Zh)
	}
	return &ConvenedEvent{
		ID: c.ID, Template: t.Name, Number: c.Number, Title: title, Row: c.Row, Date: c.Date, Place: c.Place, Chair: c.Chair,
		Expected: c.Expected, Added: c.Added, Agenda: c.Agenda,
	}, nil
}

// complete refuses an agenda with an unknown block, without a required one, or with another item before
// the one that must come first.
func complete(agenda []Item, t *Template) error {
	for _, item := range agenda {
		b, ok := t.block(item.Block)
		if !ok {
			return unknownBlock(t, item.Block)
		}
		if strings.TrimSpace(item.Title) == "" {
			return errs.Newf(errs.Invalid, "session.item_title", "板块“%[1]s”中有议题没有名称", "an item of the block “%[2]s” has no title", b.Title.In(text.Zh), b.Title.In(text.En)).At("agenda")
		}
	}
	has := func(b Block) bool {
		return slices.ContainsFunc(agenda, func(item Item) bool { return item.Block == b.Name })
	}
	if zh, en := titled(Missing(agenda, t)); len(zh) > 0 {
		return errs.Newf(errs.Refused, "session.missing_block", "缺少必备板块%[1]s，不得成会", "the required blocks %[2]s are missing: the session cannot be convened",
			strings.Join(zh, "、"), strings.Join(en, ", ")).At("agenda")
	}
	for _, b := range t.Blocks {
		if b.First && has(b) && agenda[0].Block != b.Name {
			return errs.Newf(errs.Refused, "session.first_item", "“%[1]s”必须是第一项议题，现第一项为“%[3]s”", "“%[2]s” must be the first item; the first is “%[3]s”",
				b.Title.In(text.Zh), b.Title.In(text.En), agenda[0].Title).At("agenda")
		}
	}
	return nil
}

// Missing are the required blocks of which an agenda has no item: with one of them missing nothing is convened.
func Missing(agenda []Item, t *Template) []Block {
	var out []Block
	for _, b := range t.Blocks {
		if b.Required && !slices.ContainsFunc(agenda, func(item Item) bool { return item.Block == b.Name }) {
			out = append(out, b)
		}
	}
	return out
}

// titled are the titles of blocks as refusals quote them.
func titled(blocks []Block) (zh, en []string) {
	for _, b := range blocks {
		zh, en = append(zh, "“"+b.Title.In(text.Zh)+"”"), append(en, "“"+b.Title.In(text.En)+"”")
	}
	return zh, en
}

// looksBack refuses an agenda that leaves out an open resolution, or takes it up after other business.
func looksBack(agenda []Item, open []Candidate, t *Template) error {
	if !t.LookBack {
		return nil
	}
	for _, c := range open {
		i := slices.IndexFunc(agenda, c.is)
		if i < 0 {
			return errs.Newf(errs.Refused, "session.look_back", "上次会议的决议未列入议程：%s", "a resolution of the last session is not on the agenda: %s", c.Title).At("agenda")
		}
		for _, before := range agenda[:i] {
			if b, _ := t.block(before.Block); !b.First && b.Name != t.lookBack().Name {
				return errs.Newf(errs.Refused, "session.look_back_order", "上次会议的决议须先于“%[2]s”研究：%[1]s", "look back at the last session's resolution before “%[2]s”: %[1]s", c.Title, before.Title).At("agenda")
			}
		}
	}
	return nil
}

func addItem(s State, c AddItem, t *Template) (Event, error) {
	if err := expect(s, text.Text{Zh: "增加议题", En: "add an item"}, Convened, Opened); err != nil {
		return nil, err
	}
	b, ok := t.block(c.Item.Block)
	switch {
	case !ok:
		return nil, unknownBlock(t, c.Item.Block)
	case strings.TrimSpace(c.Item.Title) == "":
		return nil, errs.Newf(errs.Invalid, "session.item_title", "议题没有名称", "the item has no title").At("item.title")
	case b.First && s.Agenda[0].Block != b.Name:
		return nil, errs.Newf(errs.Refused, "session.first_item", "“%[1]s”必须是第一项议题，不能后补", "“%[2]s” must be the first item and cannot be added behind others", b.Title.In(text.Zh), b.Title.In(text.En)).At("item.block")
	}
	if err := c.Item.fits("item.title"); err != nil {
		return nil, err
	}
	return &ItemAddedEvent{Item: c.Item}, nil
}

// longestTitle is how many characters the title of a session or an item may have, as a matter's: it stands in lists, on one line.
const longestTitle = 500

// fits refuses a title that no list can show as it is.
func fits(title, at string) error {
	if n := utf8.RuneCountInString(title); n > longestTitle {
		return errs.Newf(errs.Invalid, "session.bad_title", "名称有 %[1]d 字，最多 %[2]d 字；详细内容请写入纪要或决议", "the title has %[1]d characters, and %[2]d is the most: put the rest into the minutes or a resolution", n, longestTitle).At(at)
	}
	if !text.OneLine(title) {
		return errs.Newf(errs.Invalid, "session.bad_title", "名称中有换行、控制字符或改变书写方向的字符，请删去后重新填写", "the title holds a line break, a control character or one that turns the direction of writing: take it out and write the title again").At(at)
	}
	return nil
}

// fits refuses the title that somebody gave an item; what earlier sessions resolved stands as they said it.
func (i *Item) fits(at string) error {
	if i.Filled || i.Resolution != "" {
		return nil
	}
	return fits(i.Title, at)
}

// block finds a block by name; the look-back block is there whenever the template looks back.
func (t *Template) block(name string) (Block, bool) {
	if t.LookBack && name == t.lookBack().Name {
		return t.lookBack(), true
	}
	i := slices.IndexFunc(t.Blocks, func(b Block) bool { return b.Name == name })
	if i < 0 {
		return Block{}, false
	}
	return t.Blocks[i], true
}

// Parts are the blocks in the order in which an agenda has them, the look-back among them.
func (t *Template) Parts() []Block {
	var out []Block
	take := func(keep func(Block) bool) {
		for _, b := range t.Blocks {
			if keep(b) {
				out = append(out, b)
			}
		}
	}
	take(func(b Block) bool { return b.First })
	if t.LookBack {
		out = append(out, t.lookBack())
	}
	take(func(b Block) bool { return !b.First && !(t.LookBack && b.Name == t.lookBack().Name) })
	return out
}

// lookBack is the block that takes the open resolutions.
func (t *Template) lookBack() Block {
	for _, b := range t.Blocks {
		if b.Fill == FillLastResolutions {
			return b
		}
	}
	return Block{Name: LookBackBlock, Title: text.Text{Zh: "上次会议决议落实情况", En: "What became of earlier resolutions"}, Fill: FillLastResolutions}
}

func unknownBlock(t *Template, name string) error {
	names := make([]string, len(t.Blocks))
	for i, b := range t.Blocks {
		names[i] = b.Name
	}
	return errs.Newf(errs.Invalid, "session.block", "没有板块“%[1]s”；可用：%[2]s", "there is no block “%[1]s”; known: %[2]s", name, strings.Join(names, ", ")).At("agenda")
}
