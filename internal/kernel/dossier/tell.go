package dossier

import (
	"cmp"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// DutyWords names what duties ask for.
var DutyWords = mechanism.DutyTitles

var actionWords = map[string]text.Text{"send": both("发函", "letter"), "talk": both("约谈", "talk"), "raise": both("升级", "raised"), "bulletin": both("列入通报", "bulletin")}

// missedWords say what was not done.
var missedWords = map[string]text.Text{
	matter.DutyReview: both("未调度", "not reviewed"), matter.DutyReport: both("未反馈", "not reported"), matter.DutyPublish: both("未编发", "not published"),
	matter.DutyAccept: both("未签收", "not accepted"), matter.DutyIssue: both("未签发函件", "letter not issued"), matter.DutyReply: both("未回复函件", "letter not answered"),
	matter.DutyTalk: both("未约谈", "talk not held"), matter.DutyBulletin: both("未列入通报", "not named in the bulletin"),
	matter.DutyRaise: both("升级后未研究处理", "not decided at the higher level"), matter.DutyRecheck: both("未回头看", "not checked again"),
	matter.DutyExtension: both("延期申请未批复", "extension not decided"), matter.DutyReplan: both("计划调整未批复", "change of plan not decided"),
	matter.DutyObjection: both("申诉未答复", "objection not answered"),
}

// teller says in one line what an event of one matter brought, in the words of the mechanisms then in force.
type teller struct {
	deadlines matter.Deadlines // as the events told so far left them
	set       bool             // one of them set deadlines, or said that there are none
	silent    bool             // so far nobody said a word of an application's papers, nor did its clock start
	spoke     time.Time        // when somebody last did something
	calendar  func(time.Time) *calendar.Calendar
	timeline  mechanism.Timeline
	kind      string
	letters   map[string]letter.Letter // by id
	owner     string                   // as the events told so far left it; "" where none of them says
	org       func(clock.Date) *org.View
}

func newTeller(s *matter.State, w *matter.World) *teller {
	t := &teller{silent: true, calendar: w.CalendarAt, timeline: w.Timeline, org: w.Org, kind: s.Kind, letters: map[string]letter.Letter{}}
	t.learn(s.Letters)
	return t
}

// learn remembers letters by their ids; the state's last word on each counts.
func (t *teller) learn(letters []letter.Letter) {
	for i := range letters {
		if _, known := t.letters[letters[i].ID]; !known {
			t.letters[letters[i].ID] = letters[i]
		}
	}
}

// kindAt is the matter's kind as it was told then; nil where there was none.
func (t *teller) kindAt(at time.Time) *mechanism.Kind {
	_, k := t.timeline.Told(t.kind, at)
	return k
}

func (t *teller) urgency(code string, at time.Time) text.Text {
	if b, k := t.timeline.Told(t.kind, at); b != nil {
		if words := b.CodeWords(k, "matter.urgency", code); !words.IsZero() {
			return words
		}
	}
	return both(code, code)
}

// letter names a letter: its number, else what sort it is.
func (t *teller) letter(l letter.Letter, at time.Time) text.Text {
	known := t.letters[l.ID]
	for _, number := range []string{l.Number, known.Number} {
		if number != "" {
			return both(number, number)
		}
	}
	for _, template := range []string{l.Template, known.Template} {
		if title := t.timeline.LetterTitle(t.kind, template, at); !title.IsZero() {
			return both("“"+title.In(text.Zh)+"”", "“"+title.In(text.En)+"”")
		}
	}
	return both("函件", "a letter")
}

// basis is what the lists then in force call the item of a code; the code itself where none does, or several do otherwise.
func (t *teller) basis(code string, at time.Time) text.Text {
	found := both(code, code)
	b := t.timeline.At(at)
	if b == nil {
		return found
	}
	for _, list := range b.Lists {
		for _, item := range list.Items {
			title := both(item.Title.In(text.Zh), item.Title.In(text.En))
			switch {
			case item.Code != code || item.Title.IsZero() || title == found:
			case found != both(code, code):
				return both(code, code)
			default:
				found = title
			}
		}
	}
	return found
}

// unit is what a unit is called on the day of an instant.
func (t *teller) unit(code string, at time.Time) string {
	if code != "" && t.org != nil {
		if u, ok := t.org(calendar.Builtin().DateOf(at)).Unit(code); ok {
			return u.Name
		}
	}
	return code
}

// says puts an event into words.
func (t *teller) says(at time.Time, content matter.Content) text.Text {
	t.silent = t.silent && !speaks(content)
	if out := t.said(at, content); !out.IsZero() {
		t.spoke = at
		return out
	}
	return t.derived(at, content)
}

// said puts what somebody did into words; zero for what followed by itself.
func (t *teller) said(at time.Time, content matter.Content) text.Text {
	switch c := content.(type) {
	case *matter.RegisteredEvent:
		t.owner = c.Owner
		return both("登记："+c.Title, "registered: "+c.Title)
	case *matter.AssignedEvent:
		t.owner = cmp.Or(c.Owner, t.owner)
		out := both("交办", "assigned")
		if c.Transfer {
			out = both("转办", "transferred")
		}
		if t.owner != "" {
			out = both(out.Zh+"给"+t.owner, out.En+" to "+t.owner)
		}
		if unit := t.unit(c.LeadUnit, at); c.Transfer && unit != "" {
			out = both(out.Zh+"（牵头单位 "+unit+"）", out.En+" (lead unit "+unit+")")
		}
		if !c.Due.IsZero() {
			out = both(out.Zh+"，时限 "+c.Due.String(), out.En+", due "+c.Due.String())
		}
		return with(out, c.Reason)
	case *matter.MovedEvent:
		out := commandWords(c.Command)
		if c.Progress != nil {
			out = both(out.Zh+" "+Percent(*c.Progress), out.En+" "+Percent(*c.Progress))
		}
		if c.Verdict != "" {
			out = verdict(out, c.Verdict)
		}
		if len(c.Evidence) > 0 {
			out = both(out.Zh+"，佐证："+strings.Join(c.Evidence, "、"), out.En+", evidence: "+strings.Join(c.Evidence, ", "))
		}
		if !c.Due.IsZero() {
			out = both(out.Zh+"，时限 "+c.Due.String(), out.En+", due "+c.Due.String())
		}
		return with(with(out, c.Text), c.Reason)
	case *matter.ClockEvent:
		out := commandWords(c.Command)
		if !c.By.IsZero() {
			out = both(out.Zh+" "+LimitWords(c.By.String()).Zh, out.En+" by "+LimitWords(c.By.String()).En)
		}
		if c.Basis != "" {
			basis := t.basis(c.Basis, at)
			out = both(out.Zh+"（依据："+basis.Zh+"）", out.En+" (basis: "+basis.En+")")
		}
		return with(out, c.Reason)
	case *matter.PlanEvent:
		out := commandWords(c.Command)
		return with(both(out.Zh+" "+c.Due.String(), out.En+" "+c.Due.String()), c.Reason)
	case *matter.RecoloredEvent:
		to := t.urgency(c.Urgency, at)
		return with(both("紧急程度改为"+to.In(text.Zh), "urgency changed to "+to.In(text.En)), c.Reason)
	case *matter.RaisedEvent:
		out := both("升级 → "+c.To, "escalated → "+c.To)
		return with(passedOver(out, c.Skipped), c.Reason)
	case *matter.ObjectionEvent:
		return with(commandWords(c.Command), c.Text)
	case *matter.LookedAtEvent:
		out := LookedAtWords(c.Duty)
		if what := matter.WhatOf(c.Duty); what != "" && what != matter.DutyReview && c.Text != "" {
			return both(out.Zh+" "+c.Text, out.En+" "+c.Text)
		}
		return with(out, c.Text)
	case *matter.PersonalEvent:
		return t.personal(at, c)
	case *matter.LetterEvent:
		out, name := commandWords(c.Command), t.letter(c.Letter, at)
		out = both(out.Zh+" "+name.Zh, out.En+" "+name.En)
		switch c.Command {
		case "sign-letter": // by whom it is addressed to
		case "reply-letter":
			out = with(out, c.Letter.Reply)
		default:
			out = both(out.Zh+" → "+c.Letter.To, out.En+" → "+c.Letter.To)
		}
		if c.Command == "withdraw-letter" {
			out = with(out, c.Letter.Withdrawal)
		}
		if c.Vacant {
			out = both(out.Zh+"（该岗位无人履职）", out.En+" (nobody acts for that post)")
		}
		return out
	}
	return text.Text{}
}

func (t *teller) derived(at time.Time, content matter.Content) text.Text {
	switch c := content.(type) {
	case *matter.ClockSetEvent:
		out := deadlinesSet(&t.deadlines, &c.Deadlines, c.Clock.Started.IsZero() && c.Terms != calendar.Terms{}, t.calendar(at).EndOfWork)
		if t.set && !c.Deadlines.Moved(&t.deadlines) && stands(&c.Deadlines) == stands(&t.deadlines) {
			out = text.Text{} // what was told stays
		}
		byHours := t.hoursMoved(at, c)
		t.set, t.deadlines = true, c.Deadlines
		out = t.recounted(out, c)
		if t.silent && !c.Clock.Started.IsZero() {
			t.silent = false
			if k := t.kindAt(at); k != nil && k.Limit.Start == matter.StartReceipt {
				from := calendar.Stamp(c.Clock.Started)
				silence := both("逾期未告知补正，自收到之日（"+from+"）起视为受理（行政许可法第32条）", "accepted by silence, as of its receipt ("+from+"; 行政许可法 art. 32)")
				if !out.IsZero() {
					silence = both(silence.Zh+"，"+out.Zh, silence.En+": "+out.En)
				}
				out = silence
			}
		}
		if c.Notice != "" && !out.IsZero() {
			out = both(out.Zh+"，依据"+c.Notice, out.En+", by "+c.Notice)
		}
		if byHours {
			out = both(out.Zh+"（办公时间调整）", out.En+" (the office hours changed)")
		}
		return out
	case *matter.LightChangedEvent:
		return t.lightChange(at, c)
	case *matter.DutyEvent:
		due := calendar.Local(c.Duty.Due)
		switch c.What {
		case "opened":
			what := DutyWords[c.Duty.What]
			return both(c.Duty.Owner+"应于 "+due+" 前"+what.Zh, c.Duty.Owner+" owes: "+what.En+" by "+due)
		case "missed":
			what := missedWords[c.Duty.What]
			return both("漏办："+c.Duty.Owner+"至 "+due+" "+what.Zh, "missed: "+what.En+" by "+c.Duty.Owner+", due "+due)
		}
		what := DutyWords[c.Duty.What]
		return both("不再需要"+what.Zh, "no longer owed: "+what.En)
	case *matter.RungFiredEvent:
		t.learn(c.Letters)
		return t.rung(at, c)
	case *matter.LetterLateEvent:
		name := t.letter(letter.Letter{ID: c.ID}, at)
		return both("逾期未复："+name.Zh, name.En+" was not answered in time")
	case *matter.LetterSupersededEvent:
		old, by := t.letter(letter.Letter{ID: c.ID}, at), t.letter(letter.Letter{ID: c.By}, at)
		if c.By == "" {
			return both("事项已了结，未发的"+old.Zh+"撤回", old.En+", which was not issued, is withdrawn: the matter is over")
		}
		return both("未发的"+old.Zh+"由新拟的"+by.Zh+"取代", old.En+", which was not issued, gave way to "+by.En)
	}
	return both("其他记录", "another event")
}

func (t *teller) lightChange(at time.Time, c *matter.LightChangedEvent) text.Text {
	to := mechanism.LightTitle(string(c.To))
	out := both("亮"+to.Zh, "turned "+to.En)
	switch from := mechanism.LightTitle(string(c.From)); {
	case to.IsZero():
		out = both("不再亮灯", "no light any more")
	case !from.IsZero():
		out = both(from.Zh+"转"+to.Zh, from.En+" → "+to.En)
	}
	if why := t.ruleWords(at, c.Reason); !why.IsZero() {
		out = both(out.Zh+"："+why.Zh, out.En+": "+why.En)
	}
	return out
}

// LookedAtWords says what was done with a duty of that id: a review was held (已调度), as it was with no duty named;
// another was met (已履行：约谈).
func LookedAtWords(duty string) text.Text {
	what := matter.WhatOf(duty)
	if words := DutyWords[what]; what != matter.DutyReview && !words.IsZero() {
		return both("已履行："+words.Zh, "met: "+words.En)
	}
	return both("已调度", "periodic review held")
}

func passedOver(out text.Text, posts []string) text.Text {
	if len(posts) == 0 {
		return out
	}
	return both(out.Zh+"，回避："+strings.Join(posts, "、"), out.En+", passed over: "+strings.Join(posts, ", "))
}

func (t *teller) rung(at time.Time, c *matter.RungFiredEvent) text.Text {
	action, when := actionWords[c.Action], t.rungTitle(at, c)
	out := both("触发“"+when.Zh+"”："+action.Zh, "rung “"+when.En+"” fired: "+action.En)
	if len(c.To) > 0 {
		out = both(out.Zh+" → "+strings.Join(c.To, "、"), out.En+" → "+strings.Join(c.To, ", "))
	}
	out = passedOver(hadWords(out, c), c.Skipped)
	if len(c.Past) > 0 {
		out = both(out.Zh+"，"+strings.Join(c.Past, "、")+" 已掌握", out.En+", past "+strings.Join(c.Past, ", ")+", which had it already")
	}
	if c.Unheld != "" {
		who := unheldWords(c.Unheld)
		out = both(out.Zh+"，无人履职："+who.Zh, out.En+", unheld: "+who.En)
	}
	switch {
	case len(c.Vacant) > 0 && c.Action == "talk":
		out = both(out.Zh+"；待"+strings.Join(c.Vacant, "、")+"有人任职后约谈", out.En+"; the talk waits for whoever is appointed to "+strings.Join(c.Vacant, ", "))
	case len(c.Vacant) > 0:
		out = both(out.Zh+"；函件仍发至"+strings.Join(c.Vacant, "、"), out.En+"; the letter goes to "+strings.Join(c.Vacant, ", ")+" all the same")
	}
	if len(c.Instead) > 0 {
		out = both(out.Zh+"；由上级"+strings.Join(c.Instead, "、")+"代行", out.En+"; "+strings.Join(c.Instead, ", ")+" above acts instead")
	}
	return out
}

// hadWords adds who had the matter already, and why it is raised no further: those whom the rung names stand below, or nobody is
// above. One above who is a party is told of by itself.
func hadWords(out text.Text, c *matter.RungFiredEvent) text.Text {
	if len(c.Had) > 0 {
		out = both(out.Zh+"，"+strings.Join(c.Had, "、")+" 已掌握", out.En+" to nobody: "+strings.Join(c.Had, ", ")+" has it already")
	}
	switch {
	case len(c.Below) > 0:
		return both(out.Zh+"，不再下交"+strings.Join(c.Below, "、"), out.En+", and it is not handed down to "+strings.Join(c.Below, ", "))
	case len(c.Had) > 0 && len(c.Skipped) > 0:
		return both(out.Zh+"，不再重复", out.En)
	case len(c.Had) > 0:
		return both(out.Zh+"，其上再无更高岗位，不再重复", out.En+" and no post is above")
	}
	return out
}

func commandWords(command string) text.Text {
	zh, en := matter.CommandWords(command)
	return both(zh, en)
}

// verdict adds what was found: that of a re-check in words, of a follow-up as it was rated.
func verdict(t text.Text, found string) text.Text {
	said, known := map[string]text.Text{"pass": both("通过", "passed"), "fail": both("未通过", "failed")}[found]
	if !known {
		said = both(found, found)
	}
	return both(t.Zh+" "+said.Zh, t.En+" "+said.En)
}

func with(t text.Text, words string) text.Text {
	if words == "" {
		return t
	}
	return both(t.Zh+"："+words, t.En+": "+words)
}
