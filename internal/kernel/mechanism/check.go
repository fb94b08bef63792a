package mechanism

import (
	"io/fs"
	"maps"
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/session"
)

// Check finds what is wrong with a bundle that could be loaded: institutions that cannot work as they
// are written. Each fault names file:line:column and what to do. Who holds a post, and which list items
// are in force, is judged as of today; cal compares limits counted in different units.
func Check(b *Bundle, cal *calendar.Calendar, today clock.Date) errs.List {
	return sortFaults(check(b, false, cal, today).faults)
}

func check(b *Bundle, unread bool, cal *calendar.Calendar, today clock.Date) *checker {
	c := &checker{bundle: b, unread: unread, cal: cal, today: today, idle: map[string][]*idleRung{}}
	switch {
	case b.Org != nil && len(b.Org.Validate()) == 0: // nothing can be asked of a chart that does not stand
		c.view = org.NewState(b.Org).At(today)
	case b.Org == nil && !b.Abstract && !unread:
		c.faults = append(c.faults, faultAt(Position{File: b.Zone}, "no_org", "没有组织机构文件；请写 org: %s 及单位、岗位", "there is no org file; write org: %s with its units and posts", b.Zone))
	}
	for _, doc := range b.documents {
		c.doc = doc
		c.faults = append(c.faults, doc.late...)
		c.header()
		switch body := doc.body.(type) {
		case *Manifest:
			for _, r := range body.Access.all() {
				c.role(*r)
			}
			c.imports(&body.Import)
		case *Kind:
			c.kind(body)
		case *Ladder:
			c.ladder(body.Rungs, "rungs")
		case *Gate:
			c.gate(body)
		case *session.Template:
			c.session(body)
		case *letterFile:
			c.letter(body)
		case *register.Definition:
			c.register(body)
		case *register.List:
			c.list(body)
		case *register.Classes:
			c.classes(body)
		case *org.Chart:
			c.chart(body)
		case *Policy:
			c.policy(body)
		}
	}
	c.doc = nil
	c.askedRoles()
	c.comparedUnits()
	c.sharedLadders()
	c.sharedNumbers()
	c.sharedLines()
	return c
}

// Examine is Load and Check in one: every fault of a bundle, of those that keep it from being loaded as of those that
// keep it from working, ordered by place. The bundle is nil where it cannot be loaded. The error is that of a folder
// that cannot be read at all.
func Examine(fsys fs.FS, zone string, cal *calendar.Calendar, today clock.Date) (*Bundle, errs.List, error) {
	b, l, err := load(fsys, zone)
	if err != nil {
		return nil, nil, err
	}
	if len(l.cause) > 0 {
		return nil, sortFaults(l.faults), nil
	}
	found := check(b, l.unread, cal, today)
	if len(l.faults) > 0 {
		b = nil
	}
	return b, sortFaults(append(l.faults, found.faults...)), nil
}

// absences are faults that something is not there. Where part of the document could not be read they would be said of
// what the reader can see standing there.
var absences = map[string]bool{
	"light_hole": true, "never_fires": true, "no_number": true, "no_title": true, "no_recipient": true, "one_action": true, "no_rungs": true,
	"no_expression": true, "no_rhythm": true, "no_required_block": true, "empty_list": true, "no_field_type": true, "no_letter": true, "nobody_cleared": true,
	"no_level": true, "no_clause": true, "half_clause": true, "no_reason": true, "no_mode": true, "no_period": true, "guide_hole": true, "half_rank": true, "no_amount": true, "no_value": true,
}

type checker struct {
	bundle *Bundle
	unread bool // documents are missing from the bundle that could not be read
	cal    *calendar.Calendar
	today  clock.Date
	view   *org.View // nil where the bundle has no org
	doc    *document
	faults errs.List
	notes  errs.List              // what is no fault and should be known
	idle   map[string][]*idleRung // by shared ladder: its rungs and who cannot use them
}

// fault reports something at a path within the document at hand.
func (c *checker) fault(path, code, zh, en string, args ...any) {
	c.faultAt(c.doc.at(path), code, zh, en, args...)
}

func (c *checker) faultAt(p Position, code, zh, en string, args ...any) {
	if c.doc != nil && c.doc.flawed && (absences[code] || p.Line == 0) || c.unread && strings.HasPrefix(code, "unknown_") {
		return
	}
	c.faults = append(c.faults, faultAt(p, code, zh, en, args...))
}

// noteAt reports what is no fault and should be known.
func (c *checker) noteAt(p Position, code, zh, en string, args ...any) {
	c.notes = append(c.notes, faultAt(p, code, zh, en, args...))
}

// within places faults that another package found in a part of the document.
func (c *checker) within(faults errs.List) {
	for _, e := range faults {
		path, hole, inText := strings.Cut(e.Where, "{")
		if inText {
			c.faults = append(c.faults, e.At(place(c.doc.find(path, "{"+hole))))
			continue
		}
		c.faults = append(c.faults, e.At(place(c.doc.at(e.Where))))
	}
}

// unknown reports a name that is not among those that may stand at path.
func (c *checker) unknown(path, code string, what text.Text, name string, known []string) {
	zh, en := text.Suggest(name, known)
	c.fault(path, code, "没有%[1]s“%[2]s”；%[3]s", "there is no %[4]s %[2]q; %[5]s", what.Zh, name, zh, what.En, en)
}

// oneOf reports a word that is none of the choices of a key; empty is allowed.
func (c *checker) oneOf(path, value, key string) {
	allowed := choices[key].words
	if value == "" || slices.Contains(allowed, value) {
		return
	}
	zh, en := text.Suggest(value, allowed)
	c.fault(path, "bad_word", "%[1]s 不能是“%[2]s”；%[3]s", "%[1]s cannot be %[2]q; %[4]s", lastStep(path), value, zh, en)
}

func (c *checker) kinds(path string, names []string) {
	for i, name := range names {
		if c.bundle.Kinds[name] == nil {
			c.unknown(index(path, i), "unknown_kind", text.Text{Zh: "事项种类", En: "kind"}, name, slices.Collect(maps.Keys(c.bundle.Kinds)))
		}
	}
}

// header checks what every document says of itself.
func (c *checker) header() {
	h := &c.doc.Header
	for i, row := range h.Rows {
		if !rowForm.MatchString(row) {
			c.fault(index("rows", i), "bad_row", "机制编号“%s”应形如 M01-14", "row %q must look like M01-14", row)
		} else if !knownRow(row) {
			c.fault(index("rows", i), "unknown_row", "机制表里没有编号“%s”", "the table of mechanisms has no row %q", row)
		}
	}
	c.period()
	if h.Title.IsZero() && h.Type != typeOrg && h.Type != typeLadder && h.Type != typeGate {
		c.fault("title", "no_title", "缺少 title；请写中文名称", "the title is missing")
	}
}

// role checks that the posts a role names exist and that somebody acts for them.
func (c *checker) role(r RoleRef) {
	if c.view == nil || r.Role.IsZero() {
		return
	}
	if err := r.Role.Check(c.view); err != nil {
		c.faults = append(c.faults, faultsIn(r.At, err)...)
	}
}

func (c *checker) session(t *session.Template) {
	if t.Number != "" {
		if e := letter.CheckSeries(t.Number); e != nil {
			c.faults = append(c.faults, e.At(place(c.doc.at("number"))))
		}
	}
	c.within(session.Check(t))
	if _, said := c.doc.places["series"]; said && t.Series.Count == 0 {
		c.fault("series.count", "no_series", "集中安排至少一场；不集中安排就删去 series", "a series has one session at least; delete series where none is planned")
	}
	required := false
	for i, b := range t.Blocks {
		required = required || b.Required
		if b.First && i > 0 {
			c.fault(index("blocks", i), "not_first", "板块“%s”要求排在首位(first: true)，请移到 blocks 的第一项", "the block %q asks to be first; move it to the top of blocks", b.Name)
		}
		c.kinds(index("blocks", i)+".kinds", b.Kinds)
		for j, duty := range b.Duties {
			c.oneOf(index(index("blocks", i)+".duties", j), duty, "session.Block.duties")
		}
	}
	if !required && len(t.Blocks) > 0 {
		c.fault("blocks", "no_required_block", "没有必备板块；请给至少一个板块写 required: true", "no block is required; mark at least one with required: true")
	}
	c.kinds("matters", t.MayIssue)
	c.role(RoleRef{Text: t.Chair, Role: t.ChairRole, At: c.doc.at("chair")})
	if c.view != nil && t.Body != "" {
		if _, ok := c.view.Body(t.Body); !ok {
			c.unknown("body", "unknown_body", text.Text{Zh: "议事机构", En: "body"}, t.Body, c.bodyNames())
		}
		if fault := c.view.PartOfBody(t.Body); fault != nil {
			c.faults = append(c.faults, fault.At(place(c.doc.at("body"))))
		}
	}
}

func (c *checker) bodyNames() []string {
	var names []string
	for _, b := range c.bundle.Org.Bodies {
		names = append(names, b.Name)
	}
	return names
}

func (c *checker) register(d *register.Definition) {
	c.within(register.Check(d))
	if d.Expect != nil && *d.Expect < 0 {
		c.fault("expect", "negative", "expect 不能为负", "expect cannot be negative")
	}
	for name, f := range d.Fields {
		c.oneOf("fields."+name+".check", f.Check, "register.Field.check")
		c.oneOf("fields."+name+".per", f.Per, "register.Field.per")
		c.oneOf("fields."+name+".unit", f.Unit, "register.Field.unit")
		if f.Classes != "" && c.bundle.Classes[f.Classes] == nil {
			c.unknown("fields."+name+".classes", "unknown_classes", text.Text{Zh: "划分标准", En: "classes"}, f.Classes, slices.Collect(maps.Keys(c.bundle.Classes)))
		}
	}
}

func (c *checker) classes(of *register.Classes) {
	c.within(register.CheckClasses(of))
	for _, d := range c.bundle.Registers {
		for _, f := range d.Fields {
			if f.Classes == of.Name {
				c.within(register.CheckReads(of, d))
			}
		}
	}
}

func (c *checker) list(l *register.List) {
	c.within(register.CheckList(l))
	inForce := slices.ContainsFunc(l.Items, func(item register.Item) bool { return Span{item.From, item.To}.Contains(c.today) })
	if !inForce {
		c.fault("items", "empty_list", "清单在 %s 没有有效条目；引用它的闸门都会拒绝", "no item of the list is in force on %s; every gate that asks for one will refuse", c.today)
	}
}

// chart checks that every body of today has an office that somebody runs.
func (c *checker) chart(chart *org.Chart) {
	if c.view == nil {
		return
	}
	for i, b := range chart.Bodies {
		if b.Office == "" || !(Span{b.From, b.To}).Contains(c.today) {
			continue
		}
		role, err := org.ParseRole("office(" + b.Code + ")")
		if err == nil {
			err = role.Check(c.view)
		}
		if err != nil {
			c.faults = append(c.faults, faultsIn(c.doc.at(index("bodies", i)+".office"), err)...)
		}
	}
}

func (c *checker) fieldType(path, typ string) {
	if typ == "" {
		c.fault(path, "no_field_type", "字段“%[1]s”缺少 type；可用 %[2]s", "field %[1]q lacks type; write one of %[2]s", lastStep(path), strings.Join(choices["Field.type"].words, ", "))
		return
	}
	c.oneOf(path+".type", typ, "Field.type")
}

func (c *checker) enumerated(path, typ string, choices []string) {
	if len(choices) > 0 && typ != "string" && typ != "list<string>" {
		c.fault(path+".one_of", "bad_choices", "one_of 只用于 string 类型", "one_of goes with type string only")
	}
}

func index(path string, i int) string { return path + "[" + itoa(i) + "]" }
