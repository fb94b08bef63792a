package mechanism

import (
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
)

// The words in which a page tells of a kind; a comparison of versions uses the same.

// Words says a role as people do: 责任人的上一级. Zero for a role that is not given.
func (r RoleRef) Words() text.Text {
	w := roleWords(r.Text)
	return text.Text{Zh: w.zh, En: w.en}
}

// LimitWords spells a limit as people say it: 30 个工作日. Zero for none.
func LimitWords(l calendar.Limit) text.Text {
	if l.IsZero() {
		return text.Text{}
	}
	return limitWords(l)
}

// RhythmWords says how often something is asked for: 每周, or the windows of the year.
func RhythmWords(d cadence.Definition) text.Text {
	t, ok := everyWords[d.Every]
	if !ok {
		t = text.Text{Zh: string(d.Every), En: string(d.Every)}
	}
	var spans []string
	for _, w := range d.Windows {
		spans = append(spans, strings.TrimSpace(w.Name+" "+w.From.String()+"–"+w.To.String()))
	}
	if len(spans) > 0 {
		t.Zh, t.En = t.Zh+"："+strings.Join(spans, "、"), t.En+": "+strings.Join(spans, ", ")
	}
	return t
}

// UrgencyWords names an urgency of the kind: its own title, else the colour's name.
func (k *Kind) UrgencyWords(urgency string) text.Text {
	if t := k.Urgencies[urgency]; !t.IsZero() {
		return t
	}
	if t := colours[urgency]; !t.IsZero() {
		return t
	}
	return text.Text{Zh: urgency, En: urgency}
}

// Action says what a rung does: send, talk, bulletin or raise, the letter it sends, and in words.
func (r *Rung) Action(b *Bundle) (action, letter string, words text.Text) {
	named := func(name string) text.Text {
		if t := b.Letters[name]; t != nil {
			return t.Title
		}
		return text.Text{Zh: name, En: name}
	}
	switch {
	case r.Send != "":
		t := named(r.Send)
		return "send", r.Send, text.Text{Zh: "发" + t.In(text.Zh), En: "send: " + t.In(text.En)}
	case r.Talk:
		return "talk", "", text.Text{Zh: "约谈", En: "formal talk"}
	case r.Bulletin != "":
		t := named(r.Bulletin)
		return "bulletin", r.Bulletin, text.Text{Zh: "通报（" + t.In(text.Zh) + "）", En: "name in the bulletin: " + t.In(text.En)}
	}
	return "raise", "", text.Text{Zh: "提级", En: "raise a level"}
}
