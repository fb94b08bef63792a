package cli

import (
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/org"
)

type orgOpenPostCmd struct {
	Name  string     `arg:"" help:"a_post"`
	Unit  string     `required:"" placeholder:"UNIT" help:"f_post_unit"`
	Head  bool       `help:"f_post_head"`
	Level string     `help:"f_post_level"`
	Place []string   `help:"f_post_place"`
	From  clock.Date `placeholder:"DATE" help:"f_on"`
}

// Run adds a post to a unit; appoint puts somebody into it.
func (c *orgOpenPostCmd) Run(s *Shell) error {
	return s.reorganise(org.OpenPost{Name: c.Name, Unit: c.Unit, Head: c.Head, Level: c.Level, Places: c.Place, From: c.From})
}

type orgClosePostCmd struct {
	Name string     `arg:"" help:"a_post"`
	To   string     `placeholder:"POST" help:"f_heir"`
	On   clock.Date `placeholder:"DATE" help:"f_on"`
}

// Run ends a post; what it owns goes to another, or to the head of its unit.
func (c *orgClosePostCmd) Run(s *Shell) error {
	return s.reorganise(org.ClosePost{Name: c.Name, To: c.To, On: c.On})
}
