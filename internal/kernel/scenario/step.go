package scenario

import (
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// Step is one act at one instant. Exactly one of Sweep, Do, Convene, a session's act, Org, Record,
// LoadNotice, Redeem, Claim is given; or none, to look at Then alone.
type Step struct {
	Deed `yaml:",inline"`

	Time    Moment  `yaml:"at"`
	Repeat  *Repeat `yaml:"repeat"` // instead of At
	As      string  `yaml:"as"`     // the post that acts; default: the first that may
	Refused string  `yaml:"refused"`
	Alias   string  `yaml:"alias"` // of what the step registers or convenes
	Then    *Then   `yaml:"then"`  // what must be true right after the step
	Note    string  `yaml:"note"`

	Sweep bool `yaml:"sweep"`

	Do     string `yaml:"do"` // a matter's command
	Matter string `yaml:"matter"`
	Each   *Each  `yaml:"each"` // the command on every matter that it picks
	Kind   string `yaml:"kind"` // register
	Number string `yaml:"number"`

	Convene  string     `yaml:"convene"` // template
	Agenda   []Item     `yaml:"agenda"`
	Complete bool       `yaml:"complete"` // one item is added for each required block that lacks one
	Date     clock.Date `yaml:"date"`
	Row      string     `yaml:"row"`
	Chair    string     `yaml:"chair"`
	Expected []string   `yaml:"expected"`
	Hold     bool       `yaml:"hold"` // the rest of the session at once

	Attend  *Attend    `yaml:"attend"` // all, or who came
	Open    bool       `yaml:"open"`
	Add     *Item      `yaml:"add"`
	Review  *Review    `yaml:"review"` // all, or one item
	Pass    *Pass      `yaml:"pass"`
	Resolve *Resolve   `yaml:"resolve"`
	Minute  string     `yaml:"minute"`
	Close   bool       `yaml:"close"`
	Cancel  string     `yaml:"cancel"`
	Org     *OrgChange `yaml:"org"`

	Record  string    `yaml:"record"` // register
	Key     string    `yaml:"key"`
	Put     *Version  `yaml:"put"`
	Correct *Version  `yaml:"correct"`
	Retire  *Retiring `yaml:"retire"`

	LoadNotice string `yaml:"load-notice"`

	Redeem string `yaml:"redeem"` // all, or a clause with To: what it grants is paid

	Claiming `yaml:",inline"` // a deed of redemption

	At mechanism.Position `yaml:"-"`
}

// Repeat says at which instants a step is done again and again.
type Repeat struct {
	From  Moment         `yaml:"from"`
	Every calendar.Limit `yaml:"every"` // 1d, 1wd (working days only), 1mo
	Until Moment         `yaml:"until"` // inclusive
}

// Each picks open matters; what is not said does not restrict.
type Each struct {
	Kind     string `yaml:"kind"`
	Urgency  string `yaml:"urgency"`
	Owner    string `yaml:"owner"`
	LeadUnit string `yaml:"lead_unit"`
	Stage    string `yaml:"stage"`
	Light    string `yaml:"light"`
	Parent   string `yaml:"parent"`
}

// Item is one line of an agenda.
type Item struct {
	Block  string `yaml:"block"`
	Title  string `yaml:"title"`
	Matter string `yaml:"matter"`
}

// Attend says who came to a session.
type Attend struct {
	All       bool      `yaml:"all"`
	Present   []string  `yaml:"present"`
	Apologies []Apology `yaml:"apologies"`
	Guests    []string  `yaml:"guests"`
	Left      []Apology `yaml:"left"`
	Removed   []string  `yaml:"removed"`
	Chair     string    `yaml:"chair"`
}

// Apology is a member's leave of absence.
type Apology struct {
	Post   string `yaml:"post"`
	Reason string `yaml:"reason"`
}

// Review says what was found of one item, or of every item on the agenda.
type Review struct {
	All    bool   `yaml:"-"`
	Item   int    `yaml:"item"`
	Matter string `yaml:"matter"`
	Words  string `yaml:"words"`
}

// Pass leaves a block out.
type Pass struct {
	Block  string `yaml:"block"`
	Reason string `yaml:"reason"`
}

// Resolve is a resolution: words, and perhaps what they mean for a matter.
type Resolve struct {
	Text     string       `yaml:"text"`
	Item     int          `yaml:"item"`
	Matter   string       `yaml:"matter"`
	Register *Registering `yaml:"register"`
	Recolor  *Recoloring  `yaml:"recolor"`
}

// Registering is a matter that a resolution begins.
type Registering struct {
	Alias    string     `yaml:"alias"`
	Kind     string     `yaml:"kind"`
	Title    string     `yaml:"title"`
	Brief    string     `yaml:"brief"`
	Urgency  string     `yaml:"urgency"`
	LeadUnit string     `yaml:"lead_unit"`
	Owner    string     `yaml:"owner"`
	Due      clock.Date `yaml:"due"`
}

// Recoloring is another urgency that a resolution gives a matter.
type Recoloring struct {
	Matter  string `yaml:"matter"`
	Urgency string `yaml:"urgency"`
}

// OrgChange is one command on the org chart.
type OrgChange struct {
	Absence      *Absence   `yaml:"absence"`
	EndAbsence   *Return    `yaml:"end-absence"`
	Appoint      *Appoint   `yaml:"appoint"`
	Relieve      *Relieve   `yaml:"relieve"`
	HandOver     *HandOver  `yaml:"hand-over"`
	Merge        *Merge     `yaml:"merge"`
	Split        *Split     `yaml:"split"`
	Rename       *Rename    `yaml:"rename"`
	OpenPost     *OpenPost  `yaml:"open-post"`
	ClosePost    *ClosePost `yaml:"close-post"`
	FormBody     *org.Body  `yaml:"form-body"`
	ChangeBody   *Remade    `yaml:"change-body"`
	DissolveBody *Dissolved `yaml:"dissolve-body"`

	At mechanism.Position `yaml:"-"`
}

type (
	// Return brings back who was absent; this and the others are the commands of package org of like members.
	Return struct {
		Person string     `yaml:"person"`
		Post   string     `yaml:"post"`
		On     clock.Date `yaml:"on"`
	}
	// Appoint gives a post a holder.
	Appoint struct {
		Post    string     `yaml:"post"`
		Person  string     `yaml:"person"`
		Seat    string     `yaml:"seat"` // primary (default), deputy
		From    clock.Date `yaml:"from"`
		To      clock.Date `yaml:"to"`
		Replace bool       `yaml:"replace"`
	}
	// Relieve takes a post from its holder.
	Relieve struct {
		Post string     `yaml:"post"`
		Seat string     `yaml:"seat"`
		On   clock.Date `yaml:"on"`
	}
	// HandOver passes matters that are due on to another person.
	HandOver struct {
		Post    string     `yaml:"post"`
		From    string     `yaml:"from"`
		To      string     `yaml:"to"`
		Matters []string   `yaml:"matters"` // default: all that are due
		On      clock.Date `yaml:"on"`
	}
	// Merge makes one unit of several.
	Merge struct {
		From  []string          `yaml:"from"`
		Into  Part              `yaml:"into"`
		On    clock.Date        `yaml:"on"`
		Head  string            `yaml:"head"`  // post to open as the head of a new unit
		Posts map[string]string `yaml:"posts"` // by ending post: who takes over from it
	}
	// Split makes several units of one.
	Split struct {
		From  string            `yaml:"from"`
		Into  []Part            `yaml:"into"`
		On    clock.Date        `yaml:"on"`
		Heads []string          `yaml:"heads"` // posts to open as the heads of the parts, in their order
		Posts map[string]string `yaml:"posts"` // by post of the unit: who takes over from it
	}
	// Part is a unit that comes of a merger or a split.
	Part struct {
		Code string `yaml:"code"`
		Name string `yaml:"name"`
	}
	// Rename gives a unit another name.
	Rename struct {
		Code string     `yaml:"code"`
		Name string     `yaml:"name"`
		On   clock.Date `yaml:"on"`
	}
	// ClosePost ends a post; To takes over from it.
	ClosePost struct {
		Name string     `yaml:"name"`
		To   string     `yaml:"to"`
		On   clock.Date `yaml:"on"`
	}
	// OpenPost adds a post to a unit.
	OpenPost struct {
		Name   string     `yaml:"name"`
		Unit   string     `yaml:"unit"`
		Head   bool       `yaml:"head"`
		Level  string     `yaml:"level"`
		Places []string   `yaml:"places"`
		From   clock.Date `yaml:"from"`
	}
	// Remade is a body that is made up otherwise.
	Remade struct {
		Code   string     `yaml:"code"`
		Head   string     `yaml:"head"`
		Office string     `yaml:"office"`
		Join   []string   `yaml:"join"`
		Leave  []string   `yaml:"leave"`
		On     clock.Date `yaml:"on"`
	}
	// Dissolved is a body that ends.
	Dissolved struct {
		Code string     `yaml:"code"`
		To   string     `yaml:"to"`
		On   clock.Date `yaml:"on"`
	}
)

// Version is what a register's record is to say from a day on.
type Version struct {
	ValidFrom clock.Date `yaml:"valid_from"` // default: the day of the step
	Values    Values     `yaml:"values"`
	Void      bool       `yaml:"void"`
	Reason    string     `yaml:"reason"`
}

// Retiring takes a record out of use.
type Retiring struct {
	From   clock.Date `yaml:"from"`
	Reason string     `yaml:"reason"`
}

// acts lists what a step does, under its keys.
func (s *Step) acts() []string {
	var out []string
	add := func(key string, given bool) {
		if given {
			out = append(out, key)
		}
	}
	add("sweep", s.Sweep)
	add("do", s.Do != "")
	add("convene", s.Convene != "")
	add("session", s.sits())
	add("org", s.Org != nil)
	add("record", s.Record != "")
	add("load-notice", s.LoadNotice != "")
	add("redeem", s.Redeem != "")
	add("claim", s.Claim != "")
	return out
}

// sits tells whether the step is an act of a session that was convened before.
func (s *Step) sits() bool { return s.Convene == "" && s.sittings() > 0 }

// sittings counts the acts of a session in the step; those on every item, or that hold it all, are several.
func (s *Step) sittings() int {
	n := count(s.Attend != nil, s.Open, s.Add != nil, s.Review != nil, s.Pass != nil, s.Resolve != nil, s.Minute != "", s.Close, s.Cancel != "")
	if s.Hold || s.Review != nil && s.Review.All {
		n += 2
	}
	return n
}

// org makes the command of package org; nil where none is given.
func (c *OrgChange) command() org.Command {
	switch {
	case c.Absence != nil:
		return c.Absence.command()
	case c.EndAbsence != nil:
		return org.EndAbsence(*c.EndAbsence)
	case c.Appoint != nil:
		a := c.Appoint
		return org.Appoint{Post: a.Post, Person: a.Person, Seat: seat(a.Seat), From: a.From, To: a.To, Replace: a.Replace}
	case c.Relieve != nil:
		return org.Relieve{Post: c.Relieve.Post, Seat: seat(c.Relieve.Seat), On: c.Relieve.On}
	case c.HandOver != nil:
		h := c.HandOver
		return org.HandOver{Post: h.Post, From: h.From, To: h.To, Matters: h.Matters, On: h.On}
	case c.Merge != nil:
		return org.MergeUnits{From: c.Merge.From, Into: org.Part(c.Merge.Into), On: c.Merge.On, Head: c.Merge.Head, Posts: c.Merge.Posts}
	case c.Split != nil:
		into := make([]org.Part, len(c.Split.Into))
		for i, p := range c.Split.Into {
			into[i] = org.Part(p)
		}
		return org.SplitUnit{From: c.Split.From, Into: into, On: c.Split.On, Heads: c.Split.Heads, Posts: c.Split.Posts}
	case c.Rename != nil:
		return org.RenameUnit(*c.Rename)
	case c.ClosePost != nil:
		return org.ClosePost{Name: c.ClosePost.Name, To: c.ClosePost.To, On: c.ClosePost.On}
	case c.OpenPost != nil:
		p := c.OpenPost
		return org.OpenPost{Name: p.Name, Unit: p.Unit, Head: p.Head, Level: p.Level, Places: p.Places, From: p.From}
	case c.FormBody != nil:
		return org.FormBody{Body: *c.FormBody}
	case c.DissolveBody != nil:
		return org.DissolveBody{Code: c.DissolveBody.Code, To: c.DissolveBody.To, On: c.DissolveBody.On}
	case c.ChangeBody != nil:
		return org.ChangeBody(*c.ChangeBody)
	}
	return nil
}

func (a *Absence) command() org.Command {
	return org.RecordAbsence{Person: a.Person, Post: a.Post, From: a.From, To: a.To, Reason: a.Reason}
}

func seat(s string) org.Seat {
	if s == "" {
		return org.Primary
	}
	return org.Seat(s)
}
