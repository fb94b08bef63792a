package door

import (
	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/matter"
)

// TakeView is one thing that can be said with a command, as a form asks for it.
type TakeView struct {
	Name     string       `json:"name" doc:"The property of the deed (or registration) that it is sent as; fields.NAME is NAME within fields"`
	Title    string       `json:"title"`
	Type     FormType     `json:"type" doc:"The control: files, texts, units, checklist and choices give a list; money is whole fen; a limit is written 5wd, 10d, 1mo"`
	Required bool         `json:"required" doc:"The command is refused without it as things stand"`
	Seldom   bool         `json:"seldom" doc:"It may be said, and a form may fold it away"`
	Personal string       `json:"personal,omitempty" doc:"Sort of personal data: kept beside the ledger, and shown masked"`
	Choices  []ChoiceView `json:"choices,omitempty" nullable:"false" doc:"What it may be, where mechanism or command close the set"`
}

// ChoiceView is one of a closed set.
type ChoiceView struct {
	Value string `json:"value"`
	Title string `json:"title"`
}

// FormType is a control, as the kernel calls it.
type FormType matter.Form

// Schema tells the description which controls there are.
func (FormType) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, f := range matter.Forms() {
		s.Enum = append(s.Enum, string(f))
	}
	return s
}

var _ huma.SchemaProvider = FormType("")

// Takes shows what a command takes, in a language.
func Takes(takes []matter.Take, lang text.Lang) []TakeView {
	out := make([]TakeView, len(takes))
	for i := range takes {
		t := &takes[i]
		out[i] = TakeView{Name: t.Name, Title: t.Title.In(lang), Type: FormType(t.Form), Required: t.Required, Seldom: t.Seldom, Personal: t.Personal}
		for _, c := range t.Choices {
			title := c.Title.In(lang)
			if title == "" {
				title = c.Value
			}
			out[i].Choices = append(out[i].Choices, ChoiceView{c.Value, title})
		}
	}
	return out
}
