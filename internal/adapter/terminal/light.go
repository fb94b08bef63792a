package terminal

import (
	"charm.land/lipgloss/v2"

	"qinlian/internal/base/text"
)

// look is how a light is drawn: its shape, word and colour. Shape and word alone tell them apart.
type look struct {
	shape string
	word  text.Text
	style lipgloss.Style
}

var looks = map[string]look{
	"red":   {"●", text.Text{Zh: "红", En: "red"}, lipgloss.NewStyle().Foreground(lipgloss.Color("1")).Bold(true)},
	"amber": {"▲", text.Text{Zh: "黄", En: "amber"}, lipgloss.NewStyle().Foreground(lipgloss.Color("3")).Bold(true)},
	"green": {"■", text.Text{Zh: "绿", En: "green"}, lipgloss.NewStyle().Foreground(lipgloss.Color("2"))},
}

// Light draws a light (red, amber, green) with shape and word. Any other value is drawn as none.
func Light(light string, lang text.Lang) string {
	l, ok := looks[light]
	if !ok {
		return "－"
	}
	return l.style.Render(l.shape + " " + l.word.In(lang))
}

// L makes a cell of a light.
func (s *Screen) L(light string) Cell { return Cell{drawn: Light(light, s.lang)} }

// LightLinef writes words with a light before them.
func (s *Screen) LightLinef(light, format string, args ...any) {
	s.styled(lipgloss.NewStyle(), Light(light, s.lang)+"  "+sprintf(format, args))
}
