package letter

import (
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// stateWords name the states in refusals.
var stateWords = map[State]text.Text{
	"":        {Zh: "未拟", En: "not drafted"},
	Drafted:   {Zh: "已拟稿", En: "drafted"},
	Issued:    {Zh: "已签发", En: "issued"},
	Delivered: {Zh: "已送达", En: "delivered"},
	Signed:    {Zh: "已签收", En: "signed for"},
	Replied:   {Zh: "已回复", En: "answered"},
	Withdrawn: {Zh: "已撤回", En: "withdrawn"},

	Superseded: {Zh: "已被新稿取代", En: "superseded by a newer draft"},
}

// Words names the state for people.
func (s State) Words() text.Text { return stateWords[s] }

// Draft begins a letter. l carries ID, Template and To, and By and Reason where known; everything a
// later step sets must be empty.
func Draft(l Letter, at time.Time) (Letter, error) {
	for _, need := range []struct{ field, value, zh, en string }{
		{"id", l.ID, "编号", "an id"},
		{"template", l.Template, "模板", "a template"},
		{"to", l.To, "主送岗位", "the post it is addressed to"},
	} {
		if need.value == "" {
			return Letter{}, errs.Newf(errs.Invalid, "letter.incomplete",
				"拟函缺少%[1]s", "a letter cannot be drafted without %[2]s", need.zh, need.en).At(need.field)
		}
	}
	if err := step(l, at, "", text.Text{Zh: "拟函", En: "draft it"}); err != nil {
		return Letter{}, err
	}
	return Letter{ID: l.ID, Template: l.Template, To: l.To, By: l.By, Reason: l.Reason, State: Drafted, DraftedAt: at}, nil
}

// Issue puts the letter out under its number, with the words it will keep (see Compose).
func Issue(l Letter, number, words string, at time.Time) (Letter, error) {
	if err := step(l, at, Drafted, text.Text{Zh: "签发", En: "issue it"}); err != nil {
		return Letter{}, err
	}
	if strings.TrimSpace(number) == "" {
		return Letter{}, errs.Newf(errs.Refused, "letter.no_number", "没有文号，不能签发", "a letter is not issued without a number")
	}
	if strings.TrimSpace(words) == "" {
		return Letter{}, errs.Newf(errs.Refused, "letter.no_text", "正文为空，不能签发", "a letter without text is not issued")
	}
	l.State, l.Number, l.Text, l.IssuedAt = Issued, number, words, at
	return l, nil
}

// Deliver notes that the letter reached the post. replyBy is the instant by which it must be answered;
// zero asks for no answer.
func Deliver(l Letter, at, replyBy time.Time) (Letter, error) {
	if err := step(l, at, Issued, text.Text{Zh: "送达", En: "deliver it"}); err != nil {
		return Letter{}, err
	}
	if !replyBy.IsZero() && !replyBy.After(at) {
		return Letter{}, errs.Newf(errs.Invalid, "letter.reply_by", "回复期限须在送达之后", "the reply must fall due after delivery").At("reply_by")
	}
	l.State, l.DeliveredAt, l.ReplyBy = Delivered, at, replyBy
	return l, nil
}

// Sign notes which post signed for the letter.
func Sign(l Letter, by string, at time.Time) (Letter, error) {
	if err := step(l, at, Delivered, text.Text{Zh: "签收", En: "sign for it"}); err != nil {
		return Letter{}, err
	}
	if by == "" {
		return Letter{}, errs.Newf(errs.Invalid, "letter.no_signer", "签收须写明签收岗位", "say which post signs for the letter").At("by")
	}
	l.State, l.SignedAt, l.SignedBy = Signed, at, by
	return l, nil
}

// Answer records the reply. One that comes after ReplyBy is taken all the same and marked Late.
func Answer(l Letter, reply string, at time.Time) (Letter, error) {
	if err := step(l, at, Signed, text.Text{Zh: "回复", En: "answer it"}); err != nil {
		return Letter{}, err
	}
	if strings.TrimSpace(reply) == "" {
		return Letter{}, errs.Newf(errs.Refused, "letter.empty_reply", "回复内容为空，请写明办理情况", "the reply is empty: say what was done").At("text")
	}
	l.Late = l.Late || l.Overdue(at)
	l.State, l.RepliedAt, l.Reply = Replied, at, reply
	return l, nil
}

// Withdraw takes a draft back. An issued letter stands; a further letter corrects it.
func Withdraw(l Letter, reason string) (Letter, error) {
	switch l.State {
	case Drafted:
	case Issued, Delivered, Signed, Replied:
		return Letter{}, errs.Newf(errs.Refused, "letter.order", "函件%[1]s%[2]s，发出的函件不能撤回；发错了的，另拟一份函件更正，签发给同一主送（qinlian matter draft-letter），原函和更正都留在台账里",
			"cannot withdraw it: letter %[1]s is %[3]s, and what went out stands; where it was a mistake, draft another letter to the same post that corrects it (qinlian matter draft-letter). The ledger keeps both",
			name(l), l.State.Words().Zh, l.State.Words().En)
	default:
		return Letter{}, refuse(l, Drafted, text.Text{Zh: "撤回", En: "withdraw it"})
	}
	if strings.TrimSpace(reason) == "" {
		return Letter{}, errs.Newf(errs.Refused, "letter.no_reason", "撤回须说明理由", "say why the draft is withdrawn").At("reason")
	}
	l.State, l.Withdrawal = Withdrawn, reason
	return l, nil
}

// Supersede lets the draft of that id take the place of a draft; without one, the draft is withdrawn because its matter
// is over. l is unchanged once it is more or less than a draft.
func Supersede(l Letter, by string) Letter {
	switch {
	case l.State != Drafted:
	case by == "":
		l.State, l.Withdrawal = Withdrawn, "事项已了结，草稿作废"
	default:
		l.State, l.SupersededBy = Superseded, by
	}
	return l
}

// Overdue tells whether a reply was due before now and has not come. The instant of ReplyBy itself is in time.
func (l Letter) Overdue(now time.Time) bool {
	return (l.State == Delivered || l.State == Signed) && !l.ReplyBy.IsZero() && now.After(l.ReplyBy)
}

// step refuses a step from another state than want, and one dated before the step that preceded it.
func step(l Letter, at time.Time, want State, does text.Text) error {
	if l.State != want {
		return refuse(l, want, does)
	}
	if slices.ContainsFunc([]time.Time{l.DraftedAt, l.IssuedAt, l.DeliveredAt, l.SignedAt}, at.Before) {
		return errs.Newf(errs.Refused, "letter.backwards", "不能%[1]s：时间早于上一步", "cannot %[2]s: the time is before the step that preceded it", does.Zh, does.En).At("at")
	}
	return nil
}

func refuse(l Letter, want State, does text.Text) error {
	return errs.Newf(errs.Refused, "letter.order",
		"函件%[1]s不能%[3]s：现为“%[4]s”，须为“%[6]s”", "cannot %[2]s: letter %[1]s is %[5]s; only one that is %[7]s can be",
		name(l), does.En, does.Zh, l.State.Words().Zh, l.State.Words().En, want.Words().Zh, want.Words().En)
}

// name is the number, the id before there is one.
func name(l Letter) string {
	if l.Number != "" {
		return l.Number
	}
	return l.ID
}
