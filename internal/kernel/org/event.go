package org

import (
	"encoding/json"
	"fmt"
	"reflect"

	"qinlian/internal/base/clock"
)

// Event is something that happened to the organisation after its chart was written. Events are
// facts: Evolve folds them in without judging.
type Event interface{ evolve(*State) }

// Absence is a stretch of days on which a person does not act: on every post held, or on Post alone.
type Absence struct {
	Person string     `json:"person"`
	Post   string     `json:"post,omitempty"`
	From   clock.Date `json:"from"`
	To     clock.Date `json:"to,omitzero"`
	Reason string     `json:"reason,omitempty"`
}

func (a *Absence) concerns(post string) bool { return a.Post == "" || a.Post == post }

// AbsenceRecorded says that a person will be away.
type AbsenceRecorded struct{ Absence }

// AbsenceEnded says that the absence which began on From ends on the day On, when the person acts
// again; On at or before From cancels it.
type AbsenceEnded struct {
	Person string     `json:"person"`
	Post   string     `json:"post,omitempty"`
	From   clock.Date `json:"from"`
	On     clock.Date `json:"on"`
}

// HolderAppointed puts a person into a seat of a post.
type HolderAppointed struct {
	Post   string     `json:"post"`
	Seat   Seat       `json:"seat"`
	Person string     `json:"person"`
	From   clock.Date `json:"from"`
	To     clock.Date `json:"to,omitzero"`
}

// HolderRelieved takes a person out of a seat from the day On, with the open matters that are
// still to be handed over.
type HolderRelieved struct {
	Post    string     `json:"post"`
	Seat    Seat       `json:"seat"`
	Person  string     `json:"person"`
	On      clock.Date `json:"on"`
	Matters []string   `json:"matters,omitempty"`
}

// HandedOver settles a hand-over: To has taken the listed matters from From.
type HandedOver struct {
	Post    string     `json:"post"`
	From    string     `json:"from"`
	To      string     `json:"to"`
	Matters []string   `json:"matters"`
	On      clock.Date `json:"on"`
}

// Part names a unit that comes out of a reorganisation. An existing unit needs its code only.
type Part struct {
	Code string `json:"code"`
	Name string `json:"name,omitempty"`
}

// UnitMerged ends units in favour of one, which comes into being on that day unless it exists.
type UnitMerged struct {
	From   []string   `json:"from"`
	Into   Part       `json:"into"`
	Parent string     `json:"parent,omitempty"` // of Into where it is new
	On     clock.Date `json:"on"`
}

// UnitSplit divides a unit; the first of Into is its principal heir. The unit goes on where Into names it.
type UnitSplit struct {
	From   string     `json:"from"`
	Into   []Part     `json:"into"`
	Parent string     `json:"parent,omitempty"` // of the new parts
	On     clock.Date `json:"on"`
}

// UnitRenamed gives a unit another name from a day on.
type UnitRenamed struct {
	Code string     `json:"code"`
	Name string     `json:"name"`
	On   clock.Date `json:"on"`
}

// PostOpened adds a post, as a reorganised unit needs.
type PostOpened struct {
	Name   string     `json:"name"`
	Unit   string     `json:"unit"`
	Head   bool       `json:"head,omitempty"`
	Level  string     `json:"level,omitempty"`
	Places []string   `json:"places,omitempty"`
	From   clock.Date `json:"from"`
}

// eventTypes is the closed list of events under the names that the ledger stores.
var eventTypes = map[string]reflect.Type{
	"org.absence_recorded": reflect.TypeFor[AbsenceRecorded](),
	"org.absence_ended":    reflect.TypeFor[AbsenceEnded](),
	"org.holder_appointed": reflect.TypeFor[HolderAppointed](),
	"org.holder_relieved":  reflect.TypeFor[HolderRelieved](),
	"org.handed_over":      reflect.TypeFor[HandedOver](),
	"org.unit_merged":      reflect.TypeFor[UnitMerged](),
	"org.unit_split":       reflect.TypeFor[UnitSplit](),
	"org.unit_renamed":     reflect.TypeFor[UnitRenamed](),
	"org.post_opened":      reflect.TypeFor[PostOpened](),
	"org.post_closed":      reflect.TypeFor[PostClosed](),
	"org.body_formed":      reflect.TypeFor[BodyFormed](),
	"org.body_changed":     reflect.TypeFor[BodyChanged](),
	"org.body_dissolved":   reflect.TypeFor[BodyDissolved](),
}

// Reforms tells whether an event begins, ends or renames a unit, a post or a body.
func Reforms(e Event) bool {
	switch e.(type) {
	case UnitMerged, UnitSplit, UnitRenamed, PostOpened, PostClosed, BodyFormed, BodyDissolved:
		return true
	}
	return false
}

// EventName gives the stable name under which e is stored: "org.unit_merged".
func EventName(e Event) string {
	for name, t := range eventTypes {
		if t == reflect.TypeOf(e) {
			return name
		}
	}
	return ""
}

// DecodeEvent reads the JSON of an event stored under name.
func DecodeEvent(name string, data []byte) (Event, error) {
	t, ok := eventTypes[name]
	if !ok {
		return nil, fmt.Errorf("org: no event is called %q", name)
	}
	v := reflect.New(t)
	if err := json.Unmarshal(data, v.Interface()); err != nil {
		return nil, fmt.Errorf("org: read %s: %w", name, err)
	}
	return v.Elem().Interface().(Event), nil
}

// WithoutMatters is an event without the matters that it moves, for who may not see them all.
func WithoutMatters(e Event) Event {
	switch v := e.(type) {
	case HolderRelieved:
		v.Matters = nil
		return v
	case HandedOver:
		v.Matters = []string{}
		return v
	}
	return e
}
