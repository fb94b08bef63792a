package session

import (
	"fmt"
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
)

// Names turn what a session holds into words: Of the ids of posts, units and matters, Urgency the value of a matter's
// urgency. Where one is nil or has no answer, the id or value stands as it is.
type Names struct {
	Of      func(id string) string
	Urgency func(matter, urgency string) text.Text
}

// Minutes renders the session as 会议纪要 in Markdown: name, time, place, attendance, items, resolutions. The frame is
// in the language asked for; what people said stays as they said it.
func Minutes(s State, t *Template, names Names, lang text.Lang) string {
	w := writer{names: names, lang: lang}
	title := t.Called(s.Title, lang)
	w.linef("# %s", title)
	if s.Number != "" {
		w.linef("%s", s.Number)
	}
	w.linef(w.in("**会议名称**：%s", "**Session**: %s"), title)
	w.linef(w.in("**时间**：%s", "**Date**: %s"), w.day(s.Date))
	if s.Place != "" {
		w.linef(w.in("**地点**：%s", "**Place**: %s"), s.Place)
	}
	if chair := w.chair(&s); chair != "" {
		w.linef(w.in("**主持**：%s", "**Chair**: %s"), chair)
	}
	if s.Stage == Cancelled {
		w.linef(w.in("**已取消**：%s", "**Cancelled**: %s"), s.Reason)
	}
	if s.Stage == Convened || s.Stage == Cancelled {
		w.linef(w.in("**应到**：%s", "**Expected**: %s"), w.list(s.Attendance.Asked()))
		w.announced(s.Attendance)
	} else {
		w.attendance(s.Attendance)
	}
	w.linef(w.in("## 议题", "## Agenda"))
	w.agenda(s, t)
	w.linef(w.in("## 决议", "## Resolutions"))
	if len(s.Resolutions) == 0 {
		w.linef(w.in("（无）", "(none)"))
	}
	for i, r := range s.Resolutions {
		w.resolution(i+1, r)
	}
	if s.Minutes != "" {
		w.linef(w.in("## 纪要", "## Minutes"))
		w.out.WriteString(strings.TrimSpace(s.Minutes) + "\n")
	}
	return strings.TrimRight(w.out.String(), "\n") + "\n"
}

// Called is the title of a session in a language: the template's, unless it was given its own.
func (t *Template) Called(title string, lang text.Lang) string {
	if title == t.Title.In(text.Zh) {
		return t.Title.In(lang)
	}
	return title
}

// nothing is what the engine puts in a block that must have an item and has none.
var nothing = text.Text{Zh: "：本期无", En: ": none this time"}

// AsItem is the title of an item in a language: its block's where it was given none of its own.
func (t *Template) AsItem(item Item, lang text.Lang) string {
	b, ok := t.block(item.Block)
	switch {
	case ok && item.Title == b.Title.In(text.Zh):
		return b.Title.In(lang)
	case ok && item.Filled && item.Title == b.Title.In(text.Zh)+nothing.Zh:
		return b.Title.In(lang) + nothing.In(lang)
	}
	return item.Title
}

type writer struct {
	out   strings.Builder
	names Names
	lang  text.Lang
}

// in picks the words of the writer's language.
func (w *writer) in(zh, en string) string { return text.Text{Zh: zh, En: en}.In(w.lang) }

// linef writes one paragraph; what people entered is escaped, and its quotation marks are single where they stand within others.
func (w *writer) linef(format string, args ...any) {
	for i, arg := range args {
		if s, ok := arg.(string); ok {
			args[i] = escape.Replace(strings.Join(strings.Fields(s), " "))
		}
	}
	w.out.WriteString(text.Nested(fmt.Sprintf(format+"\n\n", args...)))
}

var escape = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;",
	"#", `\#`, "|", `\|`, "~", `\~`)

func (w *writer) name(id string) string {
	if w.names.Of != nil {
		if name := w.names.Of(id); name != "" {
			return name
		}
	}
	return id
}

// urgency is the title of the urgency that a resolution gives.
func (w *writer) urgency(r *Recolor) string {
	if w.names.Urgency != nil {
		if title := w.names.Urgency(r.MatterID, r.Urgency); !title.IsZero() {
			return title.In(w.lang)
		}
	}
	return r.Urgency
}

func (w *writer) list(ids []string) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = w.name(id)
	}
	return strings.Join(out, w.in("、", ", "))
}

// Presiding names who presides over a session, one after another; before that is known, who is to.
func Presiding(s *State, names Names, lang text.Lang) string {
	w := writer{names: names, lang: lang}
	return w.chair(s)
}

func (w *writer) chair(s *State) string {
	if len(s.Presides) == 0 {
		if s.Chair == "" {
			return ""
		}
		return w.name(s.Chair)
	}
	parts := make([]string, len(s.Presides))
	for i, p := range s.Presides {
		if parts[i] = w.name(p.Post); p.Acting {
			parts[i] += w.bracketed(w.in("代", "acting"))
		}
	}
	return strings.Join(parts, w.in("，后为", ", then "))
}

// excused lists posts with their reasons.
func (w *writer) excused(list []Apology) string {
	parts := make([]string, len(list))
	for i, a := range list {
		if parts[i] = w.name(a.Post); a.Reason != "" {
			parts[i] += w.bracketed(a.Reason)
		}
	}
	return strings.Join(parts, w.in("、", ", "))
}

// announced writes what is recorded of who comes before the session is open.
func (w *writer) announced(a Attendance) {
	if len(a.Present) > 0 {
		w.linef(w.in("已登记到会：%s", "Recorded as present: %s"), w.list(a.Present))
	}
	if len(a.Apologies) > 0 {
		w.linef(w.in("请假：%s", "Apologies: %s"), w.excused(a.Apologies))
	}
	if len(a.Guests) > 0 {
		w.linef(w.in("列席：%s", "In attendance: %s"), w.list(a.Guests))
	}
}

func (w *writer) attendance(a Attendance) {
	w.linef(w.in("**出席**：应到%d人，实到%d人", "**Attendance**: %d expected, %d present"), len(a.Asked()), len(a.Present))
	if len(a.Present) > 0 {
		w.linef(w.in("出席人员：%s", "Present: %s"), w.list(a.Present))
	}
	away := slices.Clone(a.Expected)
	if len(a.Apologies) > 0 {
		away = slices.DeleteFunc(away, func(post string) bool { return named(a.Apologies, post) })
		w.linef(w.in("请假：%s", "Apologies: %s"), w.excused(a.Apologies))
	}
	away = slices.DeleteFunc(away, func(post string) bool { return slices.Contains(a.Present, post) })
	if len(away) > 0 && len(a.Present) > 0 {
		w.linef(w.in("缺席：%s", "Absent: %s"), w.list(away))
	}
	if len(a.Guests) > 0 {
		w.linef(w.in("列席：%s", "In attendance: %s"), w.list(a.Guests))
	}
	if len(a.Left) > 0 {
		w.linef(w.in("提前离席：%s", "Left early: %s"), w.excused(a.Left))
	}
}

// agenda writes the items in their order under the titles of their blocks, with what was said of them.
func (w *writer) agenda(s State, t *Template) {
	block := ""
	for i, item := range s.Agenda {
		if item.Block != block {
			block = item.Block
			title := block
			if b, ok := t.block(block); ok {
				title = b.Title.In(w.lang)
			}
			w.linef("### %s", title)
		}
		subject := t.AsItem(item, w.lang)
		if item.MatterID != "" {
			name := w.name(item.MatterID)
			if rest, same := strings.CutPrefix(name, subject); same && subject != "" { // an item that drew itself up is called as its matter
				subject += rest
			} else {
				subject += w.bracketed(name)
			}
		}
		w.linef("%d. %s", i+1, subject)
		for _, r := range s.Reviewed {
			if slices.Contains(r.Items, i+1) {
				w.linef(w.in("   研究情况：%s", "   Reviewed: %s"), r.Words)
			}
		}
	}
	for _, b := range t.Blocks {
		if reason, passed := s.Passed[b.Name]; passed {
			w.linef(w.in("略过%s：%s", "%s passed over: %s"), b.Title.In(w.lang), reason)
		}
	}
}

func (w *writer) resolution(n int, r Resolution) {
	var about []string
	switch {
	case r.Register != nil:
		about = append(about, w.in("登记事项“", "registers “")+r.Register.Title+"”")
		if r.Register.LeadUnit != "" {
			about = append(about, w.in("牵头单位", "lead unit ")+w.name(r.Register.LeadUnit))
		}
		if r.Register.Owner != "" {
			about = append(about, w.in("责任人", "owner ")+w.name(r.Register.Owner))
		}
		if !r.Register.Due.IsZero() {
			about = append(about, w.in(w.day(r.Register.Due)+"前完成", "by "+w.day(r.Register.Due)))
		}
	case r.Recolor != nil:
		about = append(about, w.name(r.Recolor.MatterID)+w.in("改为", " becomes ")+w.urgency(r.Recolor))
	case r.MatterID != "":
		about = append(about, w.in("事项", "matter ")+w.name(r.MatterID))
	}
	words := r.Text
	if len(about) > 0 {
		words += w.bracketed(strings.Join(about, w.in("，", ", ")))
	}
	w.linef("%d. %s", n, words)
}

func (w *writer) bracketed(words string) string { return w.in("（"+words+"）", " ("+words+")") }

func (w *writer) day(d clock.Date) string {
	return w.in(fmt.Sprintf("%d年%d月%d日", d.Year(), int(d.Month()), d.Day()), d.String())
}
