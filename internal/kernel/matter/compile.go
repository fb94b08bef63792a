package matter

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
	registers "qinlian/internal/kernel/register"
)

// What a letter says is put together when it is issued: the words about its matter, and the lists that its
// template declares of other matters and of registers, as all of them were at that instant.

// fill renders subject and body. A placeholder that has nothing to say is refused, with what to do about it.
func (m *moment) fill(t *letter.Template, values map[string]string) (subject, body string, err error) {
	if err := m.holes(t, values); err != nil {
		return "", "", err
	}
	listings := m.bundle.Listings[t.Name]
	for _, name := range slices.Sorted(maps.Keys(listings)) {
		l := listings[name]
		if values["list."+name], err = m.list(t.Name, &l); err != nil {
			return "", "", err
		}
	}
	return letter.RenderText(*t, values)
}

// remedies say how a placeholder comes to have a value.
var remedies = map[string]struct{ zh, en string }{
	"reason":           {"拟函时写明事由，已拟的撤回重拟", "give the reason when drafting, or withdraw the draft and draft it again"},
	"matter.brief":     {"交办时写明任务内容", "give the brief when assigning the matter"},
	"matter.owner":     {"先交办，写明责任人", "assign the matter to an owner first"},
	"matter.lead_unit": {"先交办，写明牵头单位", "assign the matter to a lead unit first"},
	"matter.due":       {"先交办，写明时限或长期坚持", "assign the matter first, with a due date or as ongoing"},
	"by":               {"办公室尚无人选，请先明确签发岗位", "nobody holds the office; say which post issues"},
}

// holes refuses a letter some of whose placeholders would stay empty.
func (m *moment) holes(t *letter.Template, values map[string]string) error {
	var zh, en []string
	for _, name := range letter.Placeholders(*t) {
		known, said := mechanism.Placeholders[name]
		if !said || strings.TrimSpace(values[name]) != "" {
			continue
		}
		wayZh, wayEn := "{"+name+"}"+known.Zh, "{"+name+"} "+known.En
		if r, ok := remedies[name]; ok {
			wayZh, wayEn = wayZh+"（"+r.zh+"）", wayEn+" ("+r.en+")"
		}
		zh, en = append(zh, wayZh), append(en, wayEn)
	}
	if zh == nil {
		return nil
	}
	return errs.Newf(errs.Refused, "letter.empty_placeholder", "“%[1]s”的文稿有空白，不能拟发：%[2]s", "the text of %[3]s would have blanks and cannot go out: %[4]s",
		t.Title.Zh, strings.Join(zh, "、"), t.Name, strings.Join(en, "; "))
}

// dueZh says the due date of the moment's matter as a letter does: 2023年6月12日, 2027年3月1日（暂估） where the notice of a
// year that was counted is still to come, 长期, or "" where there is none.
func (m *moment) dueZh() string {
	due := m.s.Deadlines.Working()
	switch {
	case due.Provisional:
		return letter.ChineseDate(due.Date) + "（暂估）"
	case !due.Date.IsZero():
		return letter.ChineseDate(due.Date)
	case m.s.fixed().IsZero() && (m.s.Ongoing || m.kind.Standing.Each != ""):
		return "长期"
	}
	return letter.ChineseDate(m.s.fixed())
}

// list compiles one list of a letter.
func (m *moment) list(template string, l *mechanism.Listing) (string, error) {
	if m.w.Matters == nil || m.w.Records == nil {
		return "", errs.Newf(errs.Internal, "letter.no_ledger", "此处看不到台账，不能汇编清单", "lists cannot be compiled where there is no ledger to read")
	}
	var lines []string
	var err error
	switch {
	case l.Register != "":
		lines, err = m.recordLines(template, l)
	case l.Each != "":
		lines, err = m.rankLines(l)
	default:
		lines, err = m.matterLines(l)
	}
	if err == nil && len(lines) == 0 {
		lines = []string{cmp.Or(l.None, "无。")}
	}
	return strings.Join(lines, "\n"), err
}

// listed walks the matters of a list in order of number.
func (m *moment) listed(l *mechanism.Listing, each func(of *moment) error) error {
	states, err := m.w.Matters(l.Of, m.now)
	if err != nil {
		return err
	}
	for i := range states {
		s := &states[i]
		if s.Stage == Withdrawn || s.Stage == Merged {
			continue
		}
		of, err := m.w.moment(s, m.now)
		if errs.Is(err, "matter.unknown_kind") {
			continue // of a kind that is no longer in force
		}
		if err == nil && of.isListed(l) {
			err = each(of)
		}
		if of != nil {
			of.release()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *moment) isListed(l *mechanism.Listing) bool {
	if which, _ := l.Rules(m.s.Kind); which != nil {
		if holds, err := which.Bool(m.rules()); err != nil || !holds {
			return false
		}
	}
	light, _ := m.light()
	return len(l.Light) == 0 || slices.Contains(l.Light, string(light))
}

// row is one line of a list of matters, with what it is ordered by.
type row struct {
	values     map[string]string
	due        clock.Date
	progress   float64
	registered int64
}

func (m *moment) matterLines(l *mechanism.Listing) ([]string, error) {
	var rows []row
	err := m.listed(l, func(of *moment) error {
		s := of.s
		light, _ := of.light()
		progress := of.progress()
		due := s.Deadlines.Working().Date
		if due.IsZero() {
			due = of.s.fixed()
		}
		rows = append(rows, row{due: due, progress: progress, registered: s.RegisteredAt.UnixMicro(), values: map[string]string{
			"matter.number": s.Number, "matter.title": s.Title, "matter.brief": orOpen(s.Brief), "matter.owner": orOpen(of.org().Answers(s.Owner)), "matter.lead_unit": orOpen(of.unitName()),
			"matter.due": orOpen(of.dueZh()), "matter.progress": percentZh(progress), "matter.light": lightZh[light],
		}})
		return nil
	})
	slices.SortStableFunc(rows, func(a, b row) int {
		switch l.By {
		case "due":
			return cmp.Or(cmp.Compare(last(a.due), last(b.due)), cmp.Compare(a.due, b.due))
		case "progress":
			return cmp.Compare(a.progress, b.progress)
		case "registered":
			return cmp.Compare(a.registered, b.registered)
		}
		return 0
	})
	lines := make([]string, len(rows))
	for i := range rows {
		rows[i].values["n"] = strconv.Itoa(i + 1)
		lines[i] = letter.FillLine(l.Line, rows[i].values)
	}
	return lines, err
}

// percentZh says a progress as letters do.
func percentZh(progress float64) string { return fmt.Sprintf("%g%%", math.Round(progress*100)/100) }

// last puts matters without a due date behind the others.
func last(d clock.Date) int {
	if d.IsZero() {
		return 1
	}
	return 0
}

// orOpen says in a list what is not settled yet.
func orOpen(s string) string { return cmp.Or(s, "未定") }

// share is what a group of a ranking has done.
type share struct {
	key, name string
	done, all int
}

// compare puts the higher share first; 0 for equal shares.
func (a share) compare(b share) int { return cmp.Compare(b.done*a.all, a.done*b.all) }

// percent is the share in per cent to one decimal, half up.
func (a share) percent() string {
	tenths := (2000*a.done + a.all) / (2 * a.all)
	if tenths%10 == 0 {
		return strconv.Itoa(tenths/10) + "%"
	}
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}

func (m *moment) rankLines(l *mechanism.Listing) ([]string, error) {
	groups := map[string]*share{}
	err := m.listed(l, func(of *moment) error {
		key, name := of.group(l.Each)
		if groups[key] == nil {
			groups[key] = &share{key: key, name: orOpen(name)}
		}
		groups[key].all++
		if _, done := l.Rules(of.s.Kind); done != nil {
			if holds, err := done.Bool(of.rules()); err == nil && holds {
				groups[key].done++
			}
		}
		return nil
	})
	ranked := make([]share, 0, len(groups))
	for _, g := range groups {
		ranked = append(ranked, *g)
	}
	slices.SortFunc(ranked, func(a, b share) int {
		return cmp.Or(a.compare(b), cmp.Compare(b.all, a.all), cmp.Compare(a.key, b.key))
	})
	lines, rank := make([]string, len(ranked)), 0
	for i, g := range ranked {
		if i == 0 || g.compare(ranked[i-1]) != 0 { // equal shares have equal ranks, and the next is that much lower
			rank = i + 1
		}
		lines[i] = letter.FillLine(l.Line, map[string]string{
			"n": strconv.Itoa(i + 1), "rank": strconv.Itoa(rank), "group": g.name, "all": strconv.Itoa(g.all), "done": strconv.Itoa(g.done), "share": g.percent(),
		})
	}
	return lines, err
}

// group is the value that a ranking puts the moment's matter under, and what it is called.
func (m *moment) group(by string) (key, name string) {
	switch by {
	case "lead_unit":
		return m.org().Answerer(m.s.LeadUnit)
	case "owner":
		key = m.org().Answers(m.s.Owner)
	case "sponsor":
		key = m.org().Answers(m.s.Sponsor)
	case "urgency":
		if title := m.kind.Urgencies[m.s.Urgency]; !title.IsZero() {
			return m.s.Urgency, title.Zh
		}
		key = m.s.Urgency
	case "category":
		if len(m.s.Category) > 0 {
			key = m.s.Category[0]
		}
	}
	return key, key
}

func (m *moment) recordLines(template string, l *mechanism.Listing) ([]string, error) {
	records, err := m.w.Records(l.Register)
	if err != nil {
		return nil, err
	}
	var since int64
	for i := range m.s.Letters {
		if issued := &m.s.Letters[i]; l.SinceLastIssue() && issued.Template == template && !issued.IssuedAt.IsZero() {
			since = max(since, issued.IssuedAt.UnixMicro())
		}
	}
	var lines []string
	for _, r := range records {
		held, ok := registers.KnownAt(r, m.today, m.now)
		fresh := slices.ContainsFunc(r.History, func(v registers.Version) bool {
			return v.RecordedAt.UnixMicro() > since && !v.RecordedAt.After(m.now)
		})
		if !ok || !fresh {
			continue
		}
		values := map[string]string{"n": strconv.Itoa(len(lines) + 1)}
		for field, def := range m.bundle.Registers[l.Register].Fields {
			values["record."+field] = orOpen(recordZh(def.Type, held[field]))
		}
		lines = append(lines, letter.FillLine(l.Line, values))
	}
	return lines, nil
}

// recordZh says a value of a register as a letter does.
func recordZh(typ string, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if d, err := clock.ParseDate(v); typ == "date" && err == nil {
			return letter.ChineseDate(d)
		}
		return v
	case []string:
		return strings.Join(v, "、")
	case bool:
		if v {
			return "是"
		}
		return "否"
	}
	return fmt.Sprint(v)
}

// publishes refuses a letter that is issued for a duty which another template meets.
func (m *moment) publishes(template, duty string) error {
	if duty == "" || m.s.publication(template, duty) != "" {
		return nil
	}
	d, err := m.duty(duty)
	if err != nil || d.What != DutyPublish {
		return err
	}
	if d.Template == "" {
		return errs.Newf(errs.Refused, "letter.unnamed_duty", "机制没有写明义务“%[1]s”要发哪一种函件，函件不能抵；请以“履行义务”勾销，或修改机制为 met_by: { letter: 模板 }",
			"the mechanism does not say which letter meets the duty %[1]q, so none does; meet it by hand, or let the file say met_by: { letter: TEMPLATE }", d.ID).At("duty")
	}
	title := d.Template
	if t := m.bundle.Letters[d.Template]; t != nil {
		title = t.Title.Zh
	}
	return errs.Newf(errs.Refused, "letter.other_duty", "义务“%[1]s”要发的是“%[2]s”（%[3]s），这份函件不能抵", "the duty %[1]q asks for the letter %[3]q; this one does not meet it", d.ID, title, d.Template).At("duty")
}

// publication is the duty to publish that a letter of a template meets: the one of that id, else the next; "" when
// it meets none. A duty that names no template is met by no letter: a reminder to publish is not the bulletin.
func (s *State) publication(template, id string) string {
	var next *Duty
	for i := range s.Duties {
		d := &s.Duties[i]
		if d.What != DutyPublish || d.Template == "" || d.Template != template || id != "" && d.ID != id {
			continue
		}
		if next == nil || d.before(next) {
			next = d
		}
	}
	if next == nil {
		return ""
	}
	return next.ID
}
