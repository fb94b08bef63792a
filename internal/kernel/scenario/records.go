package scenario

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/session"
)

// micros reads an instant of a row.
func micros(us int64) time.Time { return time.UnixMicro(us).UTC() }

func (r *run) events(outcomes []EventOutcome) {
	for i := range outcomes {
		o := &outcomes[i]
		var found findings
		first, err := r.witness(o, &found)
		if err != nil {
			r.failed(o.At, err)
			return
		}
		if found.n == 0 && (!r.there(o.At, o.Matter) || !r.within(o, first)) {
			continue
		}
		if found.n == 0 {
			r.known(o.At, "rung", o.Rung, r.rungs())
			r.post(o.At, "to", o.To)
			r.post(o.At, "actor", o.Actor)
		}
		r.tally(&o.Tally, describe("事件", "event", o.Type, o.Rung, o.Action, o.To, o.Actor, o.Says), found)
	}
}

// witness sees the events of an outcome's type, and tells when the first event at all happened.
func (r *run) witness(o *EventOutcome, found *findings) (first time.Time, err error) {
	first = r.now
	streams, err := r.streams(o.Matter)
	if err != nil {
		return first, err
	}
	for _, stream := range streams {
		records, err := r.engine.Store().Stream(r.ctx, r.zone, stream)
		if err != nil {
			return first, err
		}
		for i := range records {
			ev, err := ledger.Decode(records[i].Body)
			if err != nil {
				return first, err
			}
			if ev.At.Before(first) {
				first = ev.At
			}
			content, err := matter.DecodeContent(ev.Type, ev.Data)
			if err != nil {
				return first, err
			}
			if is(o.Type, ev.Type) {
				found.see(eventLine(&ev, content), o.parts(&ev, content)...)
			}
		}
	}
	return first, nil
}

// streams are the matters whose events are meant: one, or all of the zone.
func (r *run) streams(ref string) ([]string, error) {
	if ref != "" {
		return []string{r.idOf(ref)}, nil
	}
	var out []string
	for row, err := range r.engine.Store().List(r.ctx, r.zone, engine.Filter{}) {
		if err != nil {
			return nil, err
		}
		out = append(out, row.ID)
	}
	return out, nil
}

func eventLine(ev *ledger.Event, content matter.Content) string {
	line := ev.At.In(calendar.Location()).Format("2006-01-02 15:04 ") + ev.Type
	switch c := content.(type) {
	case *matter.RungFiredEvent:
		line += " " + c.Rung + " " + c.Action + "→" + strings.Join(c.To, "、")
	case *matter.LightChangedEvent:
		line += " " + lightWord(c.From) + "→" + lightWord(c.To)
	case *matter.DutyEvent:
		line += " " + c.Duty.ID
	}
	if ev.Actor != "" {
		line += " " + ev.Actor
	}
	return line
}

// parts tells in which respects an event of the type is as wanted.
func (o *EventOutcome) parts(ev *ledger.Event, content matter.Content) []bool {
	fired, ok := content.(*matter.RungFiredEvent)
	if !ok {
		fired = new(matter.RungFiredEvent)
	}
	set, ok := content.(*matter.ClockSetEvent)
	if !ok {
		set = new(matter.ClockSetEvent)
	}
	return []bool{
		is(o.Rung, fired.Rung), is(o.Action, fired.Action), o.To == "" || slices.Contains(fired.To, o.To), o.Skipped == "" || slices.Contains(fired.Skipped, o.Skipped),
		strings.Contains(fired.Unheld, o.Unheld), is(o.Notice, set.Notice), is(o.Actor, ev.Actor), is(o.Person, ev.Person), maybe(o.Deputy, ev.Deputy), maybe(o.Derived, ev.Derived),
		o.On.IsZero() || o.On == calendar.Builtin().DateOf(ev.At), o.Time.IsZero() || o.Time.Equal(ev.At), strings.Contains(string(ev.Data), o.Says),
	}
}

func (r *run) sessionOutcomes(outcomes []SessionOutcome) {
	for i := range outcomes {
		o := &outcomes[i]
		all, err := r.engine.Sessions(r.ctx, r.zone, o.Template)
		if err != nil {
			r.failed(o.At, err)
			return
		}
		short, err := r.short(all, o)
		if err != nil {
			r.failed(o.At, err)
			return
		}
		var found findings
		for j := range all {
			s := &all[j]
			held := s.Date.Year() == o.Year && (s.Stage == session.Opened || s.Stage == session.Closed)
			var presides session.Presider
			if n := len(s.Presides); n > 0 {
				presides = s.Presides[n-1]
			}
			found.see(spaced(s.Number, s.Title, s.Date.String(), string(s.Stage), presides.Post),
				is(o.Presides, presides.Post), maybe(o.Acting, presides.Acting),
				o.Session == "" || r.session(o.Session) == s.ID, o.Year == 0 || held, is(o.Row, s.Row), is(o.Stage, string(s.Stage)),
				is(o.Number, s.Number), is(o.Chair, s.Chair), o.Resolutions == nil || *o.Resolutions == len(s.Resolutions), o.Short == nil || *o.Short == short[s.Row])
		}
		year := ""
		if o.Year != 0 {
			year = strconv.Itoa(o.Year)
		}
		r.tally(&o.Tally, describe("会议", "session", o.Template, o.Session, year, o.Row, o.Stage), found)
	}
}

// short is how many sessions each row of the outcome's template lacks.
func (r *run) short(all []session.State, o *SessionOutcome) (map[string]int, error) {
	t := r.bundle.Sessions[o.Template]
	if o.Short == nil || t == nil {
		return map[string]int{}, nil
	}
	cal, err := r.engine.Calendar(r.ctx, r.zone, r.now)
	if err != nil {
		return nil, err
	}
	rows, err := session.Rows(all, t, cal, cal.DateOf(r.now))
	short := map[string]int{}
	for i := range rows {
		short[rows[i].Name] = rows[i].Short
	}
	return short, err
}

func (r *run) agendas(outcomes []AgendaOutcome) {
	for i := range outcomes {
		o := &outcomes[i]
		s, err := r.engine.Session(r.ctx, r.zone, r.session(o.Session))
		if err != nil {
			r.failed(o.At, err)
			continue
		}
		var found findings
		if o.Matter != "" && !r.there(o.At, o.Matter) {
			continue
		}
		for j, item := range s.Agenda {
			found.see(fmt.Sprintf("%d %s:%s", j+1, item.Block, item.Title),
				is(o.Block, item.Block), strings.Contains(item.Title, o.Title), o.Matter == "" || r.idOf(o.Matter) == item.MatterID, o.Item == 0 || o.Item == j+1)
		}
		r.tally(&o.Tally, describe("议题", "item", o.Block, o.Title, o.Matter), found)
	}
}

func (r *run) records(outcomes []RecordOutcome) {
	for i := range outcomes {
		o := &outcomes[i]
		all, err := r.engine.Records(r.ctx, r.zone, o.Register)
		if err != nil {
			r.failed(o.At, err)
			return
		}
		def := r.bundle.Registers[o.Register]
		if def == nil {
			zh, en := text.Suggest(o.Register, names(r.bundle.Registers))
			r.fail(o.At, "没有登记簿“%[1]s”；%[2]s", "there is no register %[1]q; %[3]s", o.Register, zh, en)
			continue
		}
		on := o.On
		if on.IsZero() {
			on = r.today()
		}
		var found findings
		for _, rec := range all {
			values, ok := register.AsOf(rec, on)
			if !o.Known.IsZero() {
				values, ok = register.KnownAt(rec, on, o.Known.Time)
			}
			if !ok {
				continue
			}
			found.see(fmt.Sprintf("%s %v", rec.Key, map[string]any(values)), is(o.Key, rec.Key), holds(def, values, o.Values))
		}
		r.tally(&o.Tally, describe("记录", "record", o.Register, o.Key), found)
	}
}

// holds tells whether a record's values are the wanted ones, as far as those are given.
func holds(def *register.Definition, values register.Values, want Values) bool {
	for name, w := range want {
		only := *def
		field := def.Fields[name]
		only.Key, only.Fields = "", map[string]register.Field{name: {Type: field.Type, Title: field.Title}}
		same, err := register.Validate(&only, register.Values{name: w})
		if err != nil || !reflect.DeepEqual(same[name], values[name]) {
			return false
		}
	}
	return true
}

func (r *run) units(outcomes []UnitOutcome) {
	for i := range outcomes {
		o := &outcomes[i]
		code, recordedOn := o.Unit, r.today()
		if o.Unit == "" {
			id := r.matter(o.Matter)
			if o.Matter == "" && len(r.entered) > 0 {
				id = r.entered[0]
			}
			s, ok := r.look(o.At, id, o.Matter)
			if !ok {
				continue
			}
			code, recordedOn = s.State.LeadUnit, s.cal.DateOf(s.State.RegisteredAt)
		}
		state, _, err := r.engine.Org(r.ctx, r.zone, r.now)
		if err != nil {
			r.failed(o.At, err)
			return
		}
		then, _ := state.NameAt(code, recordedOn)
		if o.Recorded != "" && o.Recorded != code && o.Recorded != then {
			r.fail(o.At, "登记的单位应为 %[1]s，实为 %[2]s(%[3]s)", "the unit on record should be %[1]s and is %[2]s (%[3]s)", o.Recorded, code, then)
		}
		if o.Answers == "" {
			continue
		}
		line, err := state.Lineage(code, r.today())
		if err != nil {
			r.failed(o.At, err)
			continue
		}
		if o.Answers != line.Answers.Code && o.Answers != line.Answers.Name {
			r.fail(o.At, "现在应由 %[1]s 承接，实为 %[2]s(%[3]s)", "%[1]s should answer for it now and %[2]s (%[3]s) does", o.Answers, line.Answers.Code, line.Answers.Name)
		}
	}
}

// countOutcomes judges counts such as "117 of 117": by name, or by kind.name where kinds share a name.
func (r *run) countOutcomes(want map[string]Expected) {
	for _, name := range names(want) {
		e := want[name]
		var lines []engine.CountLine
		var known []string
		for _, kind := range names(r.bundle.Kinds) {
			if len(r.bundle.Kinds[kind].Counts) == 0 {
				continue
			}
			all, err := r.engine.Counts(r.ctx, r.zone, kind, r.now)
			if err != nil {
				r.failed(e.At, err)
				return
			}
			for _, l := range all {
				known = append(known, l.Name, kind+"."+l.Name)
				if l.Name == name || kind+"."+l.Name == name {
					lines = append(lines, l)
				}
			}
		}
		switch len(lines) {
		case 0:
			zh, en := text.Suggest(name, known)
			r.fail(e.At, "没有统计“%[1]s”；%[2]s", "there is no count %[1]q; %[3]s", name, zh, en)
		case 1:
			if got := fmt.Sprintf("%d of %d", lines[0].N, lines[0].Of); e.Text != got && e.Text != strconv.Itoa(lines[0].N) {
				r.fail(e.At, "统计 %[1]s 应为 %[2]s，实为 %[3]s", "the count %[1]s should be %[2]s and is %[3]s", name, e.Text, got)
			}
		default:
			r.fail(e.At, "几类事项都有统计“%[1]s”，请写成 类别.%[1]s", "several kinds have a count %[1]q; write kind.%[1]s", name)
		}
	}
}

func (r *run) gaps(t *Then) {
	if t.Gaps == nil && t.Unheld == nil {
		return
	}
	_, view, err := r.engine.Org(r.ctx, r.zone, r.now)
	if err != nil {
		r.failed(t.At, err)
		return
	}
	if e := t.Gaps; e != nil {
		found := view.Matrix().Gaps
		if strconv.Itoa(len(found)) != e.Text {
			var zh, en []string
			for _, g := range found {
				zh, en = append(zh, g.Says().Zh), append(en, g.Says().En)
			}
			r.fail(e.At, "责任矩阵应有 %[1]s 处空白，实有 %[2]d:%[3]s", "the responsibility matrix should have %[1]s gaps and has %[2]d: %[4]s",
				e.Text, len(found), strings.Join(zh, ";"), strings.Join(en, "; "))
		}
	}
	if e := t.Unheld; e != nil {
		if found := view.Unheld(); strconv.Itoa(len(found)) != e.Text {
			r.fail(e.At, "无人履职的岗位应为 %[1]s 个，实为 %[2]d", "posts for which nobody acts should be %[1]s and are %[2]d", e.Text, len(found))
		}
	}
}

func names[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
