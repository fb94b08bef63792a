package scenario

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/redeem"
	"qinlian/internal/kernel/session"
)

// What a scenario may ask of the machine that runs it.
const (
	maxRepeat = 20_000 // given things of one description
	maxTimes  = 4_000  // instants of one repeated step

	maxMatterDays = 500_000 // matters, times the days from the first instant to the last
)

// check finds what can be told wrong of a scenario without running it.
func (s *Scenario) check() errs.List {
	c := &checker{}
	if s.Name == "" {
		c.fault(s.At, "scenario_name", "情景缺少 name：请用一句话写明它证明什么", "the scenario lacks name: say in one sentence what it proves")
	}
	known := mechanism.KnownRows()
	for _, row := range s.Rows {
		c.word(s.At, row, known, "rows")
	}
	c.given(&s.Given)
	asserts := c.then(&s.Then)
	var begin, last Moment
	entered := s.Given.matters()
	for i := range s.When {
		step := &s.When[i]
		if step.Refused != "" || step.Then != nil && c.then(step.Then) {
			asserts = true
		}
		first, end := c.step(step)
		if !first.IsZero() && first.Before(last.Time) {
			c.fault(step.At, "scenario_order", "步骤须按时间先后排列：%[1]s 早于上一步的 %[2]s", "steps must be in order of time: %[1]s is before the last one's %[2]s", shown(first), shown(last))
		}
		if begin.IsZero() {
			begin = first
		}
		if !end.IsZero() {
			last = end
		}
		if step.Do == "register" {
			entered += len(step.times())
		}
	}
	if at := s.Given.At; !at.IsZero() && at.Before(begin.Time) {
		begin = at
	}
	if days := int(last.Sub(begin.Time).Hours())/24 + 1; !begin.IsZero() && entered*days > maxMatterDays {
		c.fault(s.At, "too_many", "情景太大：%[1]d 件事项历时 %[2]d 天；件数乘天数最多 %[3]d，请减少 repeat 或缩短时间",
			"the scenario is too large: %[1]d matters for %[2]d days; matters times days may be %[3]d, so repeat less or end sooner", entered, days, maxMatterDays)
	}
	if !asserts {
		c.fault(s.At, "scenario_empty", "情景什么也没有断言：请写 then，或给某一步写 refused", "the scenario asserts nothing: write then, or refused at a step")
	}
	if len(s.When) == 0 && s.Given.At.IsZero() {
		c.fault(s.At, "scenario_no_time", "没有步骤的情景须写 given.at", "a scenario without steps needs given.at")
	}
	return c.faults
}

// matters counts what is given.
func (g *Given) matters() (n int) {
	if g.Matter != nil {
		n = max(g.Matter.Repeat, 1)
	}
	for i := range g.Matters {
		n += max(g.Matters[i].Repeat, 1)
	}
	return n
}

// times lists the instants of the step.
func (s *Step) times() []time.Time {
	if s.Repeat == nil {
		return []time.Time{s.Time.Time}
	}
	times, _ := s.Repeat.times()
	return times
}

func shown(m Moment) string { return m.In(calendar.Location()).Format("2006-01-02 15:04") }

type checker struct{ faults errs.List }

func (c *checker) fault(at mechanism.Position, code, zh, en string, args ...any) {
	c.faults = append(c.faults, mechanism.FaultAt(at, code, zh, en, args...))
}

// word refuses a word that is not among the known ones.
func (c *checker) word(at mechanism.Position, word string, known []string, key string) {
	if word == "" || slices.Contains(known, word) {
		return
	}
	zh, en := text.Suggest(word, known)
	c.fault(at, "unknown_word", "%[1]s：不认识“%[2]s”；%[3]s", "%[1]s: unknown word %[2]q; %[4]s", key, word, zh, en)
}

func (c *checker) need(at mechanism.Position, key, value string) {
	if value == "" {
		c.fault(at, "no_value", "缺少 %[1]s", "%[1]s is missing", key)
	}
}

func (c *checker) repeat(at mechanism.Position, n int) {
	if n < 0 || n > maxRepeat {
		c.fault(at, "too_many", "repeat 应在 1 至 %[1]d 之间", "repeat must be between 1 and %[1]d", maxRepeat)
	}
}

func (c *checker) given(g *Given) {
	matters := g.Matters
	if g.Matter != nil {
		matters = append(slices.Clip(matters), *g.Matter)
	}
	seen := map[string]bool{}
	for i := range matters {
		m := &matters[i]
		c.need(m.At, "kind", m.Kind)
		c.repeat(m.At, m.Repeat)
		c.word(m.At, m.Stage, stages, "stage")
		if m.Alias != "" && seen[m.Alias] {
			c.fault(m.At, "scenario_alias", "别名“%[1]s”用了两次", "the alias %[1]q is used twice", m.Alias)
		}
		seen[m.Alias] = true
	}
	for i := range g.Absent {
		if a := &g.Absent[i]; a.Post == "" && a.Person == "" || a.From.IsZero() {
			c.fault(a.At, "no_value", "请假须写明 post 或 person，以及 from", "an absence needs post or person, and from")
		}
	}
	for i := range g.Records {
		c.need(g.Records[i].At, "register", g.Records[i].Register)
		c.repeat(g.Records[i].At, g.Records[i].Repeat)
	}
	for i := range g.Facts {
		c.need(g.Facts[i].At, "key", g.Facts[i].Key)
		c.repeat(g.Facts[i].At, g.Facts[i].Repeat)
	}
	for i := range g.Paid {
		if p := &g.Paid[i]; p.To == "" || p.Clause == "" || p.On.IsZero() || !p.Amount.Set {
			c.fault(p.At, "no_value", "已兑付的须写 to、clause、amount、on", "what was paid needs to, clause, amount and on")
		}
	}
	for i := range g.Sessions {
		s := &g.Sessions[i]
		c.need(s.At, "template", s.Template)
		c.repeat(s.At, s.Repeat)
		if s.Repeat > 1 && s.Every.IsZero() {
			c.fault(s.At, "no_value", "重复的会议须写 every", "repeated sessions need every")
		}
	}
}

// step checks one step and gives its first and last instant.
func (c *checker) step(s *Step) (first, last Moment) {
	acts := s.acts()
	switch {
	case len(acts) > 1:
		c.fault(s.At, "scenario_step", "一步只做一件事，这里有：%[1]v", "a step does one thing, here are: %[1]v", acts)
	case len(acts) == 0 && s.Then == nil:
		c.fault(s.At, "scenario_step", "这一步没有写做什么：sweep、do、convene、session 的动作、org、record、load-notice、redeem、claim 或 then",
			"the step does nothing: write sweep, do, convene, an act of a session, org, record, load-notice, redeem, claim, or then")
	case len(acts) == 0 && s.Refused != "":
		c.fault(s.At, "scenario_step", "没有动作，谈不上 refused", "without an act nothing can be refused")
	}
	if s.Do != "" {
		c.word(s.At, s.Do, matter.Commands(), "do")
		c.members(s)
	}
	if s.Redeem != "" && s.Redeem != "all" {
		c.need(s.At, "to", s.To)
	}
	if s.Claim != "" {
		c.word(s.At, s.Claim, deeds(), "claim")
		if s.As == "" && !(slices.Contains(ownDeeds, redeem.Deed(s.Claim)) && s.To != "") {
			c.fault(s.At, "scenario_step", "claim 须写 as（哪个岗位）；企业自己申请、确认账户、提异议的写 to", "claim needs as, the post that acts; of an enterprise that applies, names its account or objects, to")
		}
	}
	if s.sits() {
		c.need(s.At, "session", s.Session)
	}
	if s.Record != "" && count(s.Put != nil, s.Correct != nil, s.Retire != nil) != 1 {
		c.fault(s.At, "scenario_step", "record 须带 put、correct、retire 之一", "record needs one of put, correct, retire")
	}
	if o := s.Org; o != nil {
		v, n := reflect.ValueOf(o).Elem(), 0
		for _, f := range v.Fields() {
			if f.Kind() == reflect.Pointer && !f.IsNil() {
				n++
			}
		}
		if n != 1 {
			c.fault(s.At, "scenario_step", "org 须恰有一项变动", "org needs exactly one change")
		}
	}
	if s.Repeat == nil {
		if s.Time.IsZero() {
			c.fault(s.At, "no_value", "这一步缺少 at", "the step lacks at")
		}
		return s.Time, s.Time
	}
	r := s.Repeat
	if !s.Time.IsZero() {
		c.fault(s.At, "scenario_step", "at 与 repeat 只写一个", "write at or repeat, not both")
	}
	times, ok := r.times()
	if !ok || len(times) == 0 {
		c.fault(s.At, "scenario_repeat", "repeat 须写 from、every（1d、1wd、1mo 等）和 until，最多 %[1]d 次", "repeat needs from, every (1d, 1wd, 1mo …) and until, %[1]d times at most", maxTimes)
		return r.From, r.Until
	}
	return Moment{Time: times[0]}, Moment{Time: times[len(times)-1]}
}

// about are the members by which a step says what its command is about, and what another system alone tells.
var about = map[string][]string{
	"register": {"origin", "received"}, "assign": {"clock_from"}, "transfer": {"clock_from"}, "meet": {"duty"}, "draft-letter": {"letter"}, "issue-letter": {"letter"},
	"deliver-letter": {"letter"}, "sign-letter": {"letter"}, "reply-letter": {"letter"}, "withdraw-letter": {"letter"},
}

// members refuses what a step says and its command does not take: the scenario would prove what nobody can do.
func (c *checker) members(s *Step) {
	if !slices.Contains(matter.Commands(), s.Do) {
		return
	}
	takes := slices.Concat(matter.TakenBy(s.Do), about[s.Do])
	v := reflect.ValueOf(&s.Deed).Elem()
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("yaml"); !v.Field(i).IsZero() && !slices.Contains(takes, name) {
			zh, en := matter.CommandWords(s.Do)
			c.fault(s.At, "scenario_member", "“%[1]s”（do: %[2]s）不收 %[3]s；它只收：%[4]s", "the command to %[5]s (do: %[2]s) does not take %[3]s; it takes %[6]s", zh, s.Do, name, strings.Join(takes, "、"), en, strings.Join(takes, ", "))
		}
	}
}

func count(given ...bool) (n int) {
	for _, g := range given {
		if g {
			n++
		}
	}
	return n
}

// The words of outcomes.
var (
	allStages    = mechanism.Stages()
	stages       = allStages[:len(matter.Road())] // those that a matter may be given in
	lights       = []string{"red", "amber", "green", "none"}
	dutyStates   = []string{"open", "missed", "met", "lapsed"}
	dutyWords    = mechanism.Duties()
	letterStates = []string{string(letter.Drafted), string(letter.Issued), string(letter.Delivered), string(letter.Signed), string(letter.Replied), string(letter.Withdrawn), string(letter.Superseded)}
	sittings     = []string{string(session.Convened), string(session.Opened), string(session.Closed), string(session.Cancelled)}
	rungActions  = []string{"send", "talk", "raise", "bulletin"}
)

// then checks outcomes and tells whether there are any.
func (c *checker) then(t *Then) bool {
	for _, p := range []struct {
		key   string
		per   Per
		known []string
	}{{"light", t.Light, lights}, {"stage", t.Stage, allStages}} {
		for _, alias := range p.per.aliases() {
			c.word(p.per[alias].At, p.per[alias].Text, p.known, p.key)
		}
	}
	for i := range t.Duties {
		d := &t.Duties[i]
		c.tally(&d.Tally)
		c.word(d.At, d.State, dutyStates, "state")
		c.word(d.At, d.What, dutyWords, "what")
	}
	for i := range t.Letters {
		c.tally(&t.Letters[i].Tally)
		c.word(t.Letters[i].At, t.Letters[i].State, letterStates, "state")
	}
	for i := range t.Events {
		e := &t.Events[i]
		c.tally(&e.Tally)
		c.word(e.At, e.Action, rungActions, "action")
		if _, err := matter.DecodeContent(e.Type, []byte("{}")); err != nil && e.Type != "" {
			c.fault(e.At, "unknown_word", "type：没有“%[1]s”这种事件", "type: there is no event %[1]q", e.Type)
		}
	}
	for i := range t.Matters {
		c.tally(&t.Matters[i].Tally)
		c.word(t.Matters[i].At, t.Matters[i].Stage, allStages, "stage")
		c.word(t.Matters[i].At, t.Matters[i].Light, lights, "light")
	}
	for i := range t.Sessions {
		c.tally(&t.Sessions[i].Tally)
		c.word(t.Sessions[i].At, t.Sessions[i].Stage, sittings, "stage")
	}
	for i := range t.Agenda {
		c.tally(&t.Agenda[i].Tally)
		c.need(t.Agenda[i].At, "session", t.Agenda[i].Session)
	}
	for i := range t.Records {
		c.tally(&t.Records[i].Tally)
		c.need(t.Records[i].At, "register", t.Records[i].Register)
	}
	for i := range t.Grants {
		c.tally(&t.Grants[i].Tally)
	}
	for i := range t.Misses {
		c.need(t.Misses[i].At, "clause", t.Misses[i].Clause)
		if len(t.Misses[i].Wants) == 0 {
			c.need(t.Misses[i].At, "wants", "")
		}
	}
	for i := range t.Claims {
		w := &t.Claims[i]
		c.tally(&w.Tally)
		c.word(w.At, w.Step, claimSteps(), "step")
		c.word(w.At, w.Next, deeds(), "next")
		c.word(w.At, w.Desk, slices.Sorted(maps.Keys(redeem.DeskWords)), "desk")
	}
	for i := range t.Funds {
		c.need(t.Funds[i].At, "line", t.Funds[i].Line)
	}
	for i := range t.Acting {
		c.need(t.Acting[i].At, "post", t.Acting[i].Post)
	}
	v := reflect.ValueOf(t).Elem()
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.Name != "At" && f.Name != "Verify" && !v.Field(i).IsZero() {
			return true
		}
	}
	return false
}

func (c *checker) tally(t *Tally) {
	if t.None && t.Count != nil || t.Count != nil && *t.Count < 0 {
		c.fault(t.At, "scenario_count", "count 与 none 只写一个，count 不得为负", "write count or none, not both, and no count below zero")
	}
}
