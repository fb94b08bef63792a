package session

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
)

// Decide answers a command with the events it causes, none where it says what is recorded already, or with a refusal that says what is missing.
func Decide(s State, c Command, t *Template, now time.Time) ([]Event, error) {
	if field := text.Illegible(c); field != "" {
		return nil, errs.Newf(errs.Invalid, "session.not_utf8", "“%[1]s”不是有效的 UTF-8 文字，或含有不可见的空字符（NUL），请重新录入", "%[1]q is not valid UTF-8 or holds an invisible NUL; enter it again", field).At(field)
	}
	event, err := decide(s, c, t, ledger.Instant(now))
	if err != nil || event == nil {
		return nil, err
	}
	return []Event{event}, nil
}

func decide(s State, c Command, t *Template, now time.Time) (Event, error) {
	switch c := c.(type) {
	case Convene:
		return convene(s, c, t)
	case Attend:
		return attend(s, c, t)
	case AddItem:
		return addItem(s, c, t)
	case Open:
		return open(s, c, t, now)
	case ReviewItem:
		return review(s, c)
	case PassBlock:
		return pass(s, c, t)
	case Resolve:
		return resolve(s, c.Resolution, c.Who, t)
	case Minute:
		if err := expect(s, text.Text{Zh: "写纪要", En: "write minutes"}, Opened); err != nil {
			return nil, err
		}
		if strings.TrimSpace(c.Text) == "" {
			return nil, errs.Newf(errs.Invalid, "session.empty_minutes", "纪要为空", "the minutes are empty").At("text")
		}
		return &MinutedEvent{Text: c.Text}, nil
	case Close:
		return end(s, t, now)
	case Cancel:
		return cancel(s, c)
	}
	return nil, errs.Newf(errs.Invalid, "session.command", "会议没有这个命令：%T", "a session knows no command %T", c)
}

func open(s State, c Open, t *Template, now time.Time) (Event, error) {
	if err := expect(s, text.Text{Zh: "开会", En: "open it"}, Convened); err != nil {
		return nil, err
	}
	if !c.Today.IsZero() && c.Today < s.Date {
		return nil, errs.Newf(errs.Refused, "session.early", "会议定于 %[1]s，今天是 %[2]s，不能提前开会；提前到今天开的，请取消本次（session cancel）后另行召集（session convene）",
			"the session is on %[1]s and today is %[2]s: it does not open before its day; to hold it today call this one off (session cancel) and convene another (session convene)", s.Date, c.Today).At("date")
	}
	if err := quorum(s.Attendance, c.Who, s.Title, t.Quorum, toOpen); err != nil {
		return nil, err
	}
	e := &OpenedEvent{At: now, LookedBack: t.LookBack}
	if s.presiding() != "" { // a session without a chair asks for nobody
		var err error
		if e.Presides, err = presider(s, c.Deputy); err != nil {
			return nil, err
		}
	}
	if t.LookBack {
		e.bring(s.Agenda, c.Open, t)
	}
	return e, nil
}

func review(s State, c ReviewItem) (Event, error) {
	if err := expect(s, text.Text{Zh: "调度议题", En: "review an item"}, Opened); err != nil {
		return nil, err
	}
	if strings.TrimSpace(c.Words) == "" {
		return nil, errs.Newf(errs.Refused, "session.no_words", "请写明研究情况", "say what was found").At("words")
	}
	r := Review{MatterID: c.MatterID, Words: c.Words}
	switch {
	case c.Item == 0 && c.MatterID == "":
		return nil, errs.Newf(errs.Invalid, "session.item", "请写明研究的是第几项议题（--item 1 至 %[1]d）或哪件事项（--matter）", "say which item was reviewed (--item 1 to %[1]d), or which matter (--matter)", len(s.Agenda)).At("item")
	case c.Item == 0:
		for i, item := range s.Agenda {
			if item.MatterID == c.MatterID {
				r.Items = append(r.Items, i+1)
			}
		}
		if r.Items == nil {
			return nil, errs.Newf(errs.Refused, "session.not_on_agenda", "事项 %s 不在议程上，请先增加议题", "matter %s is not on the agenda: add an item first", c.MatterID).At("matter")
		}
	default:
		if err := onAgenda(s, c.Item); err != nil {
			return nil, err
		}
		item := s.Agenda[c.Item-1]
		if c.MatterID != "" && c.MatterID != item.MatterID {
			return nil, errs.Newf(errs.Invalid, "session.item", "第%d项不是事项 %s", "item %d is not matter %s", c.Item, c.MatterID).At("item")
		}
		r.Items, r.MatterID = []int{c.Item}, item.MatterID
	}
	return &ReviewedEvent{r}, nil
}

func pass(s State, c PassBlock, t *Template) (Event, error) {
	if err := expect(s, text.Text{Zh: "略过板块", En: "pass over a block"}, Opened); err != nil {
		return nil, err
	}
	b, ok := t.block(c.Block)
	switch {
	case !ok:
		return nil, unknownBlock(t, c.Block)
	case b.First:
		return nil, errs.Newf(errs.Refused, "session.pass_first", "“%[1]s”是第一项议题，不能略过；请记研究情况（session review）", "“%[2]s” comes first and is not passed over; record what was said of it (session review)",
			b.Title.In(text.Zh), b.Title.In(text.En)).At("block")
	case !b.Passable(s.Agenda):
		return nil, errs.Newf(errs.Refused, "session.pass_required", "“%[1]s”是必备板块，不能略过；请记研究情况（session review）。自动列入而本期无事项的才可略过", "“%[2]s” is required and is not passed over; record what was said of it (session review). Only one that fills by itself and found nothing may be",
			b.Title.In(text.Zh), b.Title.In(text.En)).At("block")
	}
	if strings.TrimSpace(c.Reason) == "" {
		return nil, errs.Newf(errs.Refused, "session.no_reason", "略过板块须说明理由", "say why the block is passed over").At("reason")
	}
	return &PassedEvent{Block: c.Block, Reason: c.Reason}, nil
}

func resolve(s State, r Resolution, who Who, t *Template) (Event, error) {
	if err := expect(s, text.Text{Zh: "作出决议", En: "resolve"}, Opened); err != nil {
		return nil, err
	}
	if err := quorum(s.Attendance, who, s.Title, t.Quorum, toResolve); err != nil {
		return nil, err
	}
	if err := presided(s); err != nil {
		return nil, err
	}
	if r.ID == "" {
		r.ID = strconv.Itoa(len(s.Resolutions) + 1)
	}
	if slices.ContainsFunc(s.Resolutions, func(other Resolution) bool { return other.ID == r.ID }) {
		return nil, errs.Newf(errs.Conflict, "session.resolution_taken", "决议编号 %s 已用过", "the resolution id %s is taken", r.ID).At("id")
	}
	if strings.TrimSpace(r.Text) == "" {
		return nil, errs.Newf(errs.Refused, "session.no_text", "决议没有内容", "the resolution has no words").At("text")
	}
	if r.Item != 0 {
		if err := onAgenda(s, r.Item); err != nil {
			return nil, err
		}
	}
	if about := r.Matter(); r.Item == 0 && about != "" {
		r.Item = 1 + slices.IndexFunc(s.Agenda, func(item Item) bool { return item.MatterID == about })
	}
	sorts := 0
	for _, given := range []bool{r.MatterID != "", r.Register != nil, r.Recolor != nil} {
		if given {
			sorts++
		}
	}
	if sorts > 1 {
		return nil, errs.Newf(errs.Invalid, "session.resolution", "一条决议只能针对一个事项：已有事项、新登记、改色三者取一",
			"one resolution, one matter: give an existing matter, one to register, or a change of urgency")
	}
	if r.Register != nil {
		if err := registers(s, r.Register, t); err != nil {
			return nil, err
		}
	}
	if r.Recolor != nil {
		switch {
		case !t.Recolor:
			return nil, errs.Newf(errs.Refused, "session.recolor", "“%[1]s”的决议不能改色：机制没有授予这种会议改色的权力", "resolutions of “%[2]s” may not change urgency: the mechanism does not let such a session do so", t.Title.In(text.Zh), t.Title.In(text.En)).At("recolor")
		case r.Recolor.MatterID == "" || r.Recolor.Urgency == "":
			return nil, errs.Newf(errs.Invalid, "session.recolor_incomplete", "改色须写明事项和颜色", "a change of urgency names the matter and the urgency").At("recolor")
		}
	}
	if r.colours() {
		if err := several(s.Attendance, who); err != nil {
			return nil, err
		}
	}
	return &ResolvedEvent{r}, nil
}

// kinds names kinds by title and name.
func (t *Template) kinds(names ...string) string {
	out := make([]string, len(names))
	for i, name := range names {
		if out[i] = name; !t.KindTitles[name].IsZero() {
			out[i] = t.KindTitles[name].In(text.Zh) + "（" + name + "）"
		}
	}
	return strings.Join(out, "、")
}

func registers(s State, r *Register, t *Template) error {
	switch {
	case r.Kind == "":
		return errs.Newf(errs.Invalid, "session.register_kind", "登记事项须写明种类", "say of what kind the new matter is").At("register.kind")
	case len(t.MayIssue) > 0 && !slices.Contains(t.MayIssue, r.Kind):
		return errs.Newf(errs.Refused, "session.kind", "“%[1]s”的决议不能登记 %[2]s；可登记：%[3]s", "resolutions of “%[1]s” may not register %[2]s; they may register: %[3]s",
			t.Title.Zh, t.kinds(r.Kind), t.kinds(t.MayIssue...)).At("register.kind")
	case strings.TrimSpace(r.Title) == "":
		return errs.Newf(errs.Invalid, "session.register_title", "登记事项须写明名称", "the new matter needs a title").At("register.title")
	case !r.Due.IsZero() && r.Due < s.Date:
		return errs.Newf(errs.Refused, "session.register_due", "完成时限 %s 早于会议日期 %s", "the due date %s is before the session of %s", r.Due, s.Date).At("register.due")
	}
	return nil
}

// cancel calls off a session, be it open by mistake, that has brought about nothing: what it resolved, or said of a matter, stands in the
// ledger of that matter and is not taken back.
func cancel(s State, c Cancel) (Event, error) {
	if s.Stage != Opened {
		if err := expect(s, text.Text{Zh: "取消", En: "cancel it"}, Convened); err != nil {
			return nil, err
		}
	}
	switch {
	case strings.TrimSpace(c.Reason) == "":
		return nil, errs.Newf(errs.Refused, "session.no_reason", "取消会议须说明理由", "say why the session is cancelled").At("reason")
	case len(s.Resolutions) > 0:
		return nil, errs.Newf(errs.Refused, "session.has_decided", "会议已作出决议 %[1]d 项，不能取消；请写好纪要后闭会，决议有误的另开会议改正",
			"the session has made %[1]d resolutions and is not cancelled: write its minutes and close it; what was resolved by mistake is put right by another session", len(s.Resolutions))
	case slices.ContainsFunc(s.Reviewed, func(r Review) bool { return r.MatterID != "" }):
		return nil, errs.Newf(errs.Refused, "session.has_decided", "会议已研究过事项，并已记入这些事项，不能取消；请写好纪要后闭会",
			"the session has looked at matters, which is entered with them, and is not cancelled: write its minutes and close it")
	}
	return &CancelledEvent{Reason: c.Reason}, nil
}

func end(s State, t *Template, now time.Time) (Event, error) {
	if err := expect(s, text.Text{Zh: "闭会", En: "close it"}, Opened); err != nil {
		return nil, err
	}
	if zh, en := titled(Unhandled(s, t)); len(zh) > 0 {
		return nil, errs.Newf(errs.Refused, "session.unhandled", "不能闭会：必备板块%[1]s未研究，请补记研究情况（session review）；自动列入而本期无事项的，可说明理由后略过",
			"cannot close: the required blocks %[2]s were not dealt with; record what was said (session review); one that fills by itself and found nothing may be passed over with a reason", strings.Join(zh, "、"), strings.Join(en, ", "))
	}
	if s.Minutes == "" {
		return nil, errs.Newf(errs.Refused, "session.no_minutes", "没有会议纪要，不能闭会", "a session does not close without minutes")
	}
	return &ClosedEvent{At: now}, nil
}

// Unhandled are the required blocks that were neither dealt with nor passed over: with one of them a session does not close.
func Unhandled(s State, t *Template) []Block {
	var out []Block
	for _, b := range t.Blocks {
		if _, passed := s.Passed[b.Name]; b.Required && !passed && !handled(s, b.Name) {
			out = append(out, b)
		}
	}
	return out
}

// handled tells whether an item of the block was reviewed or led to a resolution.
func handled(s State, block string) bool {
	for i, item := range s.Agenda {
		if item.Block == block && dealtWith(s, i+1) {
			return true
		}
	}
	return false
}

// dealtWith tells whether the item of a number was reviewed or led to a resolution.
func dealtWith(s State, number int) bool {
	return slices.ContainsFunc(s.Reviewed, func(r Review) bool { return slices.Contains(r.Items, number) }) ||
		slices.ContainsFunc(s.Resolutions, func(r Resolution) bool { return r.Item == number })
}

func onAgenda(s State, number int) error {
	if number < 1 || number > len(s.Agenda) {
		return errs.Newf(errs.Invalid, "session.item", "没有第%[1]d项议题，议程共%[2]d项", "there is no item %[1]d: the agenda has %[2]d", number, len(s.Agenda)).At("item")
	}
	return nil
}

var stageWords = map[Stage]text.Text{
	"":        {Zh: "尚未召集", En: "not convened"},
	Convened:  {Zh: "已召集", En: "convened"},
	Opened:    {Zh: "进行中", En: "open"},
	Closed:    {Zh: "已闭会", En: "closed"},
	Cancelled: {Zh: "已取消", En: "cancelled"},
}

// Words names the stage for people.
func (st Stage) Words() text.Text { return stageWords[st] }

// before names the commands that come before a session can be worked on, by its stage.
var before = map[Stage]text.Text{
	"": {Zh: "请先召集", En: "convene it first"},
	Convened: {
		Zh: "请先登记到会、再开会",
		En: "record who came and open it first",
	},
}

func expect(s State, does text.Text, stages ...Stage) error {
	if slices.Contains(stages, s.Stage) {
		return nil
	}
	stage, first := s.Stage.Words(), before[s.Stage]
	if slices.Contains(stages, Opened) && !first.IsZero() {
		return errs.Newf(errs.Refused, "session.order", "不能%[1]s：会议%[3]s，尚未开会；%[5]s", "cannot %[2]s: the session is %[4]s and not open yet; %[6]s",
			does.Zh, does.En, stage.Zh, stage.En, first.Zh, first.En)
	}
	return errs.Newf(errs.Refused, "session.order", "不能%[1]s：会议%[3]s", "cannot %[2]s: the session is %[4]s", does.Zh, does.En, stage.Zh, stage.En)
}
