package cli

import (
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/org"
)

type orgFormBodyCmd struct {
	Name   string     `arg:"" help:"a_body_name"`
	Code   string     `required:"" placeholder:"CODE" help:"f_body_code"`
	Head   string     `required:"" placeholder:"POST" help:"f_body_head"`
	Kind   string     `help:"f_body_kind"`
	Member []string   `placeholder:"UNIT|POST" help:"f_body_member"`
	Office string     `placeholder:"UNIT" help:"f_body_office"`
	From   clock.Date `placeholder:"DATE" help:"f_on"`
	To     clock.Date `placeholder:"DATE" help:"f_body_to"`
}

// Run forms a body across units, which owns and verifies from that day on.
func (c *orgFormBodyCmd) Run(s *Shell) error {
	return s.reorganise(org.FormBody{Body: org.Body{Code: c.Code, Name: c.Name, Kind: c.Kind, Head: c.Head, Members: c.Member, Office: c.Office, From: c.From, To: c.To}})
}

type orgChangeBodyCmd struct {
	Body   string     `arg:"" help:"a_body"`
	Head   string     `placeholder:"POST" help:"f_body_head_new"`
	Office string     `placeholder:"UNIT" help:"f_body_office"`
	Join   []string   `placeholder:"UNIT|POST" help:"f_body_join"`
	Leave  []string   `placeholder:"UNIT|POST" help:"f_body_leave"`
	On     clock.Date `placeholder:"DATE" help:"f_on"`
}

// Run gives a body another head or office, or other members.
func (c *orgChangeBodyCmd) Run(s *Shell) error {
	return s.reorganise(org.ChangeBody{Code: c.Body, Head: c.Head, Office: c.Office, Join: c.Join, Leave: c.Leave, On: c.On})
}

type orgDissolveBodyCmd struct {
	Body string     `arg:"" help:"a_body"`
	To   string     `placeholder:"POST" help:"f_body_heir"`
	On   clock.Date `placeholder:"DATE" help:"f_on"`
}

// Run ends a body; what it has goes to another, or to the post that acted for it.
func (c *orgDissolveBodyCmd) Run(s *Shell) error {
	return s.reorganise(org.DissolveBody{Code: c.Body, To: c.To, On: c.On})
}
