package session

import (
	"fmt"
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
)

// Minutes renders the session as 会议纪要 in Markdown: name, time, place, attendance, items, resolutions.
// names turns ids of posts, units and matters into words; nil, or an empty answer, leaves them as they are.
func Minutes(s State, t *Template, names func(id string) string) string {
	w := writer{names: names}
	w.linef("# %s", s.Title)
	if s.Number != "" {
		w.linef("%s", s.Number)
	}
	w.linef("**会议名称**：%s", s.Title)
	w.linef("**时间**：%s", day(s.Date))
	if s.Place != "" {
		w.linef("**地点**：%s", s.Place)
	}
	if s.Chair != "" {
		w.linef("**主持**：%s", w.name(s.Chair))
	}
	if s.Stage == Convened {
		w.linef("**应到**：%s", w.list(s.Attendance.Expected))
	} else {
		w.attendance(s.Attendance)
	}
	w.linef("## 议题")
	w.agenda(s, t)
	w.linef("## 决议")
	if len(s.Resolutions) == 0 {
		w.linef("（无）")
	}
	for i, r := range s.Resolutions {
		w.resolution(i+1, r)
	}
	if s.Minutes != "" {
		w.linef("## 纪要")
		w.out.WriteString(strings.TrimSpace(s.Minutes) + "\n")
	}
	return strings.TrimRight(w.out.String(), "\n") + "\n"
}

type writer struct {
	out   strings.Builder
	names func(string) string
}

// linef writes one paragraph; what people entered is escaped.
func (w *writer) linef(format string, args ...any) {
	for i, arg := range args {
		if s, ok := arg.(string); ok {
			args[i] = escape.Replace(strings.Join(strings.Fields(s), " "))
		}
	}
	fmt.Fprintf(&w.out, format+"\n\n", args...)
}

var escape = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;",
	"#", `\#`, "|", `\|`, "~", `\~`)

func (w *writer) name(id string) string {
	if w.names != nil {
		if name := w.names(id); name != "" {
			return name
		}
	}
	return id
}

func (w *writer) list(ids []string) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = w.name(id)
	}
	return strings.Join(out, "、")
}

func (w *writer) attendance(a Attendance) {
	w.linef("**出席**：应到%d人，实到%d人", len(a.Expected), len(a.Present))
	if len(a.Present) > 0 {
		w.linef("出席人员：%s", w.list(a.Present))
	}
	away := slices.Clone(a.Expected)
	if len(a.Apologies) > 0 {
		parts := make([]string, len(a.Apologies))
		for i, apology := range a.Apologies {
			parts[i] = w.name(apology.Post)
			if apology.Reason != "" {
				parts[i] += "（" + apology.Reason + "）"
			}
			away = slices.DeleteFunc(away, func(post string) bool { return post == apology.Post })
		}
		w.linef("请假：%s", strings.Join(parts, "、"))
	}
	away = slices.DeleteFunc(away, func(post string) bool { return slices.Contains(a.Present, post) })
	if len(away) > 0 && len(a.Present) > 0 {
		w.linef("缺席：%s", w.list(away))
	}
	if len(a.Guests) > 0 {
		w.linef("列席：%s", w.list(a.Guests))
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
				title = b.Title.In(text.Zh)
			}
			w.linef("### %s", title)
		}
		subject := item.Title
		if item.MatterID != "" {
			subject += "（" + w.name(item.MatterID) + "）"
		}
		w.linef("%d. %s", i+1, subject)
		for _, r := range s.Reviewed {
			if slices.Contains(r.Items, i+1) {
				w.linef("   研究情况：%s", r.Words)
			}
		}
	}
	for _, b := range t.Blocks {
		if reason, passed := s.Passed[b.Name]; passed {
			w.linef("略过%s：%s", b.Title.In(text.Zh), reason)
		}
	}
}

func (w *writer) resolution(n int, r Resolution) {
	var about []string
	switch {
	case r.Register != nil:
		about = append(about, "登记事项“"+r.Register.Title+"”")
		if r.Register.LeadUnit != "" {
			about = append(about, "牵头单位"+w.name(r.Register.LeadUnit))
		}
		if r.Register.Owner != "" {
			about = append(about, "责任人"+w.name(r.Register.Owner))
		}
		if !r.Register.Due.IsZero() {
			about = append(about, day(r.Register.Due)+"前完成")
		}
	case r.Recolor != nil:
		about = append(about, w.name(r.Recolor.MatterID)+"改为"+w.name(r.Recolor.Urgency))
	case r.MatterID != "":
		about = append(about, "事项"+w.name(r.MatterID))
	}
	words := r.Text
	if len(about) > 0 {
		words += "（" + strings.Join(about, "，") + "）"
	}
	w.linef("%d. %s", n, words)
}

func day(d clock.Date) string {
	return fmt.Sprintf("%d年%d月%d日", d.Year(), int(d.Month()), d.Day())
}
