package workbook

import (
	"cmp"
	"slices"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/register"
)

// wanted is a row in the words of the engine.
type wanted struct {
	row      *sheet.Row
	kind     *mechanism.Kind
	register matter.Command
	assign   bool // there is somebody to assign it to
	report   matter.Command
	reported bool
	done     bool
	stage    matter.Stage // where the state is one of the product's own words, as in an exported ledger
}

// wanted translates a row: units and posts are looked up in the org chart of the day, words become the
// kind's own words, and whatever is not certain becomes a doubt.
// s is the matter as it stands, nil for a new row.
func (im *importer) wanted(r *sheet.Row, k *mechanism.Kind, s *matter.State) *wanted {
	w := &wanted{row: r, kind: k, stage: stageCalled(r.StatusText)}
	c := im.command("register", r)
	c.Kind = k.Name
	c.Title, c.Brief, c.Category, c.Place = r.Title, r.Brief, category(r, k), r.Place
	c.Origin = originOf(im.o.Ledger, r.Key) + " @" + im.source(r)
	c.Due, c.Ongoing = r.Due, r.Ongoing
	if !r.Registered.IsZero() {
		if received := calendar.Builtin().StartOfWork(r.Registered); received.Before(im.o.At) {
			c.Received = received
		}
	}
	c.Urgency = im.urgency(r, k)
	c.Fields = im.fields(r, k)
	im.people(r, &c.LeadUnit, &c.Support, &c.Sponsor)
	if r.Owner != "" {
		c.Owner = im.owner(r, c.LeadUnit)
	} else {
		c.Owner = im.unsaid(w, c.LeadUnit, s)
	}
	c.Verifier = im.post(r, sheet.FieldVerifier, r.Verifier, text.Text{Zh: "没有这个岗位，核验人按机制确定", En: "there is no such post: who verifies follows from the mechanism"})
	w.assign = im.acting(r, &c.Owner)
	w.register = c
	im.progress(r, w, s)
	return w
}

// stageCalled gives the stage that the product itself calls by a word, "" for others: an exported ledger says
// exactly how far a matter has come.
func stageCalled(word string) matter.Stage {
	for _, stage := range stages {
		if zh, _ := stage.Words(); word == zh && word != "" {
			return stage
		}
	}
	return ""
}

var stages = []matter.Stage{
	matter.Registered, matter.Established, matter.Assigned, matter.Accepted, matter.Working, matter.Reported, matter.Reviewed,
	matter.Completed, matter.FollowedUp, matter.Closed, matter.Archived, matter.Withdrawn, matter.Merged,
}

// bearer is the post or body that a name means: of today, or that answers for one that was.
func (im *importer) bearer(r *sheet.Row, f sheet.Field, name string) (string, bool) {
	if as, err := im.view.Bearer(name); err == nil {
		return as, true
	}
	as, ok := im.view.Heir(name)
	if ok {
		im.about(r, sheet.Assumed, f, "import.post_former", name, as, "“%[1]s”已撤销，由承接它的“%[2]s”接替", "%[1]s is no more: %[2]s, who answers for it, stands in its place", name, as)
	}
	return as, ok
}

// samePost tells whether a row's post is the one that is recorded, or answers for it by now.
func (im *importer) samePost(is, recorded string) bool {
	heir, ok := im.view.Heir(recorded)
	return is == recorded || ok && is == heir
}

// post takes a post that exists, or a body where one may stand; another name is left out with a doubt.
func (im *importer) post(r *sheet.Row, f sheet.Field, name string, says text.Text) string {
	if name == "" {
		return ""
	}
	if as, ok := im.bearer(r, f, name); ok && (f == sheet.FieldVerifier || !im.view.IsBody(as)) {
		return as
	}
	im.about(r, sheet.Assumed, f, "import."+string(f), name, "", "%[1]s", "%[2]s", says.Zh, says.En)
	return ""
}

// urgency finds the kind's word for what the ledger says.
func (im *importer) urgency(r *sheet.Row, k *mechanism.Kind) string {
	if r.Urgency == "" {
		return ""
	}
	for _, name := range sorted(k.Urgencies) {
		t := k.Urgencies[name]
		if r.Urgency == name || r.Urgency == t.Zh || strings.EqualFold(r.Urgency, t.En) || r.Urgency+"色" == t.Zh {
			return name
		}
	}
	im.about(r, sheet.Assumed, sheet.FieldUrgency, "import.urgency", r.Urgency, "", "“%[1]s”不分这样的紧急程度，未采用", "%[2]s knows no such urgency; it was left out", k.Title.In("zh"), k.Title.In("en"))
	return ""
}

// unworded are types of which 无 and — are no value; words may be these, and 无 is a bool's no.
var unworded = []string{register.Money, matter.RoleType, "int", "double", "date"}

// fields fills the kind's own fields from columns of the same name, and its one field of money from the
// amount.
func (im *importer) fields(r *sheet.Row, k *mechanism.Kind) map[string]any {
	out := map[string]any{}
	im.leftover(r, k)
	def := register.Definition{Fields: map[string]register.Field{}}
	cells, at := map[string]string{}, map[string]string{}
	var sums []string
	for _, name := range k.FieldNames() {
		f := k.Fields[name]
		if f.Type == register.Money {
			sums = append(sums, name)
		}
		def.Fields[name] = register.Field{Type: f.Type}
		for _, label := range sorted(r.Extra) {
			if cell := r.Extra[label]; isCalled(name, &f, label) && cells[name] == "" && !(slices.Contains(unworded, f.Type) && sheet.SaysNothing(cell)) && im.said(r, k, name, cell) {
				cells[name], at[name] = cell, label
			}
		}
	}
	for name, v := range register.FromText(&def, cells) {
		if k.Fields[name].Type == register.Money {
			im.sum(r, k, name, at[name], cells[name], out)
			continue
		}
		if k.Fields[name].Type == matter.RoleType {
			as, err := matter.OnRecord(cells[name], true, im.view)
			if err != nil {
				t := errs.Words(err)
				im.about(r, sheet.Assumed, sheet.Field(at[name]), "import.field_post", cells[name], "", "%[1]s；未采用", "%[2]s; it was left out", t.Zh, t.En)
				continue
			}
			v = as
		}
		out[name] = v
	}
	im.amounts(r, k, sums, out)
	return out
}

// people finds units and posts. A lead unit that is not in the org chart is an error: answering for a
// matter is not to be guessed.
func (im *importer) people(r *sheet.Row, lead *string, support *[]string, sponsor *string) {
	units := im.whole(r, sheet.FieldLead, r.LeadUnits)
	if len(units) > 1 {
		im.about(r, sheet.Assumed, sheet.FieldLead, "import.lead_units", r.Written(sheet.FieldLead), units[0], "写了几个单位，以第一个为牵头单位，其余作配合单位",
			"several units are named: the first leads, the others support")
	}
	for i, name := range units {
		code, ok := im.unit(r, sheet.FieldLead, name, i == 0)
		switch {
		case ok && i == 0:
			*lead = code
		case ok && !slices.Contains(*support, code):
			*support = append(*support, code)
		}
	}
	for _, name := range im.whole(r, sheet.FieldSupport, r.SupportUnits) {
		if code, ok := im.unit(r, sheet.FieldSupport, name, false); ok && !slices.Contains(*support, code) {
			*support = append(*support, code)
		}
	}
	*sponsor = im.post(r, sheet.FieldSponsor, r.Sponsor, text.Text{Zh: "没有这个岗位，牵头领导按机构设置确定", En: "there is no such post: the sponsor follows from the org chart"})
}

// whole takes a cell for one unit where a blank stands within a name, as it is set in a form: 招商 二科.
func (im *importer) whole(r *sheet.Row, f sheet.Field, names []string) []string {
	if len(names) > 1 {
		name := strings.Join(strings.Fields(r.Written(f)), "")
		if m := im.view.Match(name); m.Confidence == org.MatchExact || m.Confidence == org.MatchAlias {
			im.doubts = slices.DeleteFunc(im.doubts, func(d sheet.Doubt) bool { return d.Code == "units.space" && d.Field == f })
			return []string{name}
		}
	}
	return names
}

// unit looks a name up; needed says whether it must be found.
func (im *importer) unit(r *sheet.Row, f sheet.Field, name string, needed bool) (string, bool) {
	m := im.view.Match(name)
	switch m.Confidence {
	case org.MatchExact, org.MatchAlias:
		return m.Unit.Code, true
	case org.NotMatched:
	case org.MatchStripped, org.MatchFormer:
		zh, en := "去掉地名前缀后即", "without its prefix this is"
		if m.Confidence == org.MatchFormer {
			zh, en = "原名或已并入，现为", "this is a former name of, or has become part of,"
		}
		im.about(r, sheet.Assumed, f, "import.unit_"+string(m.Confidence), name, m.Unit.Name, "%[1]s“%[2]s”", "%[3]s %[2]s", zh, m.Unit.Name, en)
		return m.Unit.Code, true
	}
	zh, en := "请在机构文件的 aliases 中登记这个写法，或改正", "enter this way of writing it under aliases in the org file, or correct it"
	if len(m.Nearest) > 0 {
		near := strings.Join(m.Nearest, "、")
		zh, en = "是不是“"+near+"”？"+zh, "is it "+near+"? "+en
	}
	if body, err := im.view.Bearer(name); err == nil && im.view.IsBody(body) {
		zh, en = body+" 是议事协调机构，请写在责任人或核验人一栏", body+" is a body across units: name it as the owner or the verifier"
	}
	collective := im.collective(r.Cell(f))
	if needed {
		im.about(r, sheet.Error, f, "import.unit_unknown", name, "", "没有这个单位；%[1]s", "there is no such unit: %[2]s", zh, en)
	} else if collective {
		im.about(r, sheet.Assumed, f, "import.unit_unknown", name, "", "是统称，不是具体单位，不作配合单位；请逐个写明", "a collective, not one unit: it does not support; name each unit")
	} else {
		im.about(r, sheet.Assumed, f, "import.unit_unknown", name, "", "没有这个单位，不作配合单位；%[1]s", "there is no such unit; it does not support: %[2]s", zh, en)
	}
	return "", false
}

// collective takes back the doubt that a cell names a collective (各科室): what becomes of it is told in its place.
func (im *importer) collective(cell string) bool {
	before := len(im.doubts)
	im.doubts = slices.DeleteFunc(im.doubts, func(d sheet.Doubt) bool { return d.Code == "units.collective" && d.Cell == cell })
	return len(im.doubts) < before
}

// owner is the post or body that answers: the one named, the head of the unit named, else nobody yet.
func (im *importer) owner(r *sheet.Row, lead string) string {
	if as, ok := im.bearer(r, sheet.FieldOwner, r.Owner); ok {
		return as
	}
	if m := im.view.Match(r.Owner); m.Confidence != org.NotMatched {
		if head, err := im.view.Head(m.Unit.Code); err == nil {
			im.about(r, sheet.Assumed, sheet.FieldOwner, "import.owner_unit", r.Owner, head, "写的是单位，由其负责人“%[1]s”负责", "a unit is named: its head %[1]s answers", head)
			return head
		}
	}
	if head, err := im.view.Head(lead); err == nil {
		im.about(r, sheet.Assumed, sheet.FieldOwner, "import.owner_unknown", r.Owner, head, "没有这个岗位或机构，由牵头单位负责人“%[1]s”负责", "there is no such post or body: the head of the lead unit, %[1]s, answers", head)
		return head
	}
	im.about(r, sheet.Assumed, sheet.FieldOwner, "import.owner_unknown", r.Owner, "", "没有这个岗位，也找不到牵头单位负责人：只登记，不交办", "there is no such post and no head to fall back on: it is registered and not assigned")
	return ""
}

// unsaid is who answers where the row names nobody. A ledger without a column of owners leaves it to the head of the lead
// unit, if somebody acts for that post; an empty cell of such a column is a gap that a person closes. A matter that was assigned
// keeps its owner, and one that the ledger calls unassigned stays so.
func (im *importer) unsaid(w *wanted, lead string, s *matter.State) string {
	if s != nil {
		if !s.AssignedAt.IsZero() || s.Over() {
			return ""
		}
		lead = cmp.Or(lead, s.LeadUnit)
	}
	head, err := im.view.Head(lead)
	if err == nil {
		_, err = im.view.Holder(head)
	}
	switch left := w.stage == matter.Registered || w.stage == matter.Established || w.row.Status == sheet.StatusDropped; {
	case err != nil:
		im.about(w.row, sheet.Assumed, sheet.FieldOwner, "import.no_owner", "", "", "没有写责任人：只登记，不交办", "no owner is named: it is registered and not assigned")
	case left || w.row.Has(sheet.FieldOwner):
		im.about(w.row, sheet.Assumed, sheet.FieldOwner, "import.no_owner", "", "", "没有写责任人：只登记，不交办；可补写牵头单位负责人“%[1]s”", "no owner is named: it is registered and not assigned; the head of the lead unit is %[1]s", head)
	default:
		if s == nil || s.Owner != head {
			im.headed.count(w.row.Cell(sheet.FieldOwner), head)
		}
		return head
	}
	return ""
}

// headsTake tells once, for the whole file, that heads of units answer where no owner is named.
func (im *importer) headsTake() {
	if im.headed.rows > 0 {
		im.at(im.headed.cell, sheet.Assumed, sheet.FieldOwner, "import.owner_head", "", im.headed.assumed,
			"没有责任人一栏：从这一行起共 %[1]d 行由牵头单位负责人负责（这一行是“%[2]s”）；不对的请加上这一栏", "there is no column of owners: from this row on, the heads of the lead units answer for %[1]d rows (here %[2]s); add the column where that is wrong", im.headed.rows, im.headed.assumed)
	}
}

// acting makes sure that somebody acts for the owner's post today.
func (im *importer) acting(r *sheet.Row, owner *string) bool {
	if *owner == "" {
		return false
	}
	if _, err := im.view.Holder(im.view.ActsFor(*owner)); err != nil {
		t := errs.Words(err)
		im.about(r, sheet.Assumed, sheet.FieldOwner, "import.owner_unheld", *owner, "", "%[1]s；只登记，不交办", "%[2]s; it is registered and not assigned", t.Zh, t.En)
		*owner = ""
	}
	return *owner != ""
}

// progress says what the row tells of how far the matter has come.
func (im *importer) progress(r *sheet.Row, w *wanted, s *matter.State) {
	c := im.command("report", r)
	c.Text = r.Narrative
	for line := range strings.Lines(r.Evidence) {
		if line = strings.TrimSpace(line); line != "" {
			c.Evidence = append(c.Evidence, line)
		}
	}
	shown, summed := im.ofTree(w.kind, s)
	if r.Progress != nil {
		percent := min(float64(*r.Progress)/100, 100)
		c.Progress = &percent
		if summed {
			c.Progress = nil
			if s == nil || points(percent) != points(shown) {
				im.about(r, sheet.Note, sheet.FieldProgress, "import.rate_of_tree", dossier.Percent(percent), "", "完成率由下级事项汇总，不单独记入", "the rate of a matter above others is that of its tree: it is not entered by itself")
			}
		}
	}
	switch r.Status {
	case sheet.StatusClosed:
		im.about(r, sheet.Note, sheet.FieldStatus, "import.closed", r.StatusText, "办结", "销号须由他人核验：只记办结，待核验", "a close-out takes somebody else's eyes: it is completed and awaits verification")
		w.done = true
	case sheet.StatusCompleted:
		w.done = true
	case sheet.StatusNotStarted, sheet.StatusNone, sheet.StatusDropped:
	case sheet.StatusInProgress:
		w.reported = true
	}
	if r.StatusText != "" && c.Text == "" && w.stage == "" {
		c.Text = r.StatusText
	}
	w.reported = w.reported && w.stage == "" || r.Narrative != "" || c.Progress != nil && *c.Progress > 0
	if w.done && len(c.Evidence) == 0 && (w.stage == "" || !w.reported || r.Cells[sheet.FieldNarrative] == r.Cells[sheet.FieldStatus]) { // it may be refused: then all of it is claimed
		if c.Text = cmp.Or(c.Text, r.StatusText); !summed {
			all := 100.0
			c.Progress = &all
		}
	}
	w.report = c
}

// ofTree tells whether a matter's progress is that of what hangs below it, and how far that is; s is nil where the matter is new.
func (im *importer) ofTree(k *mechanism.Kind, s *matter.State) (shown float64, has bool) {
	if s != nil && k.Tree.Declared() {
		if tree := im.world.Tree(s.ID, im.o.At); tree.Children > 0 {
			return tree.Progress, true
		}
	}
	return 0, im.bundle.Branches(k.Name)
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// answers is the unit that answers today for what was given to another.
func (im *importer) answers(code string) string {
	if line, err := im.chart.Lineage(code, im.view.Day()); err == nil {
		return line.Answers.Code
	}
	return code
}

func (im *importer) unitName(code string) string { return im.view.Named(code) }

func (im *importer) unitNames(codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = im.unitName(code)
	}
	return strings.Join(names, "、")
}
