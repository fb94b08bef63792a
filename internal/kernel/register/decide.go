package register

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
)

// Command is what somebody wants to do with a record.
type Command interface{ command() }

// The commands. Actor is the post that acts.
type (
	// Put writes what holds from a day on: the first version of a record, or a change. The day may lie
	// before that of a later version, which then still follows.
	Put struct {
		ValidFrom clock.Date `json:"valid_from"`
		Values    Values     `json:"values"`
		Actor     string     `json:"actor"`
	}
	// Correct says that what was written for a day was wrong: the values that it names ("" empties one; the
	// others stay), or, with Void, that anything began on that day at all (a retirement too). What had been
	// written stays readable with KnownAt.
	Correct struct {
		ValidFrom clock.Date `json:"valid_from"`
		Values    Values     `json:"values,omitempty"`
		Void      bool       `json:"void,omitempty"`
		Reason    string     `json:"reason"`
		Actor     string     `json:"actor"`
	}
	// Retire takes the record out of use from a day on.
	Retire struct {
		From   clock.Date `json:"from"`
		Reason string     `json:"reason"`
		Actor  string     `json:"actor"`
	}
)

func (Put) command()     {}
func (Correct) command() {}
func (Retire) command()  {}

// Event is the content of one event: a version added to the history of a record.
type Event struct {
	What     string  `json:"-"` // put, corrected, retired
	Register string  `json:"register"`
	Key      string  `json:"key"`
	Version  Version `json:"version"`
}

// Type is "record-put", "record-corrected" or "record-retired".
func (e Event) Type() string { return "record-" + e.What }

// Decode reads the content of an event of the given type.
func Decode(kind string, data []byte) (Event, error) {
	what, ok := strings.CutPrefix(kind, "record-")
	if !ok || what != "put" && what != "corrected" && what != "retired" {
		return Event{}, fmt.Errorf("no event type %q for a record", kind)
	}
	e := Event{What: what}
	if err := json.Unmarshal(data, &e); err != nil {
		return Event{}, fmt.Errorf("content of %q: %w", kind, err)
	}
	return e, nil
}

// Evolve folds one event into a record.
func Evolve(r Record, e Event) Record {
	r.Register, r.Key = e.Register, e.Key
	r.History = append(slices.Clip(r.History), e.Version)
	r.Retired = 0
	if last, ok := current(r.History, math.MaxInt32); ok && last.Retired {
		r.Retired = last.ValidFrom
	}
	return r
}

// Decide answers a command with the event it causes, or with a refusal. r is the zero Record for a key
// that is new.
func Decide(r Record, c Command, def *Definition, now time.Time) ([]Event, error) {
	if field := text.Illegible(c); field != "" {
		return nil, errs.Newf(errs.Invalid, "register.not_utf8", "“%[1]s”不是有效的 UTF-8 文字，或含有不可见的空字符（NUL），请重新录入", "%[1]q is not valid UTF-8 or holds an invisible NUL; enter it again", field).At(field)
	}
	now = ledger.Instant(now)
	if n := len(r.History); n > 0 && now.Before(r.History[n-1].RecordedAt) {
		return nil, errs.Newf(errs.Refused, "register.backwards", "记录时间早于上一次记录", "the time of recording is before that of the last one")
	}
	e := Event{Register: def.Name, Key: r.Key}
	var err error
	switch c := c.(type) {
	case Put:
		e.What = "put"
		e.Key, e.Version, err = put(r, c, def)
	case Correct:
		e.What = "corrected"
		e.Version, err = correct(r, c, def)
	case Retire:
		e.What = "retired"
		e.Version, err = retire(r, c)
	default:
		err = errs.Newf(errs.Invalid, "register.command", "档案没有这个命令：%T", "a register knows no command %T", c)
	}
	if err != nil {
		return nil, err
	}
	if e.Version.ValidFrom.IsZero() {
		return nil, errs.Newf(errs.Invalid, "register.no_date", "请写明自哪一天起有效", "say from which day on it holds").At("valid_from")
	}
	e.Version.RecordedAt = now
	return []Event{e}, nil
}

func put(r Record, c Put, def *Definition) (key string, v Version, err error) {
	values, err := Validate(def, c.Values)
	if err != nil {
		return "", v, err
	}
	key = KeyOf(def, values)
	if r.Key != "" && key != r.Key {
		return "", v, keyChanged(r, key, def)
	}
	if _, taken := on(r.History, c.ValidFrom); taken {
		return "", v, errs.Newf(errs.Conflict, "register.day_taken", "%[1]s 自 %[2]s 起已有记录，改正请用更正", "%[1]s already has a version from %[2]s on: correct it instead", r.Key, c.ValidFrom).At("valid_from")
	}
	return key, Version{ValidFrom: c.ValidFrom, Actor: c.Actor, Values: values}, nil
}

func correct(r Record, c Correct, def *Definition) (Version, error) {
	was, ok := on(r.History, c.ValidFrom)
	switch {
	case len(r.History) == 0:
		return Version{}, noRecord(def)
	case !ok:
		return Version{}, errs.Newf(errs.Refused, "register.nothing_to_correct", "%[1]s 没有自 %[2]s 起的记录可更正；有：%[3]s", "%[1]s has no version from %[2]s on to correct; it has: %[3]s",
			r.Key, c.ValidFrom, days(r.History)).At("valid_from")
	case strings.TrimSpace(c.Reason) == "":
		return Version{}, errs.Newf(errs.Refused, "register.no_reason", "更正须说明理由", "say why it is corrected").At("reason")
	case c.Void:
		return Version{ValidFrom: c.ValidFrom, Actor: c.Actor, Void: true, Reason: c.Reason}, nil
	}
	stays := was.Values
	if was.Retired { // it goes on after all, as it was
		stays, _ = lookup(r.History, c.ValidFrom-1)
	}
	values := make(Values, len(def.Fields))
	for name, value := range stays {
		if _, known := def.Fields[name]; known { // a field that the definition has given up since is let go
			values[name] = value
		}
	}
	maps.Copy(values, c.Values)
	values, err := Validate(def, values)
	if err != nil {
		return Version{}, err
	}
	if key := KeyOf(def, values); key != r.Key {
		return Version{}, keyChanged(r, key, def)
	}
	if !was.Retired && reflect.DeepEqual(values, was.Values) {
		return Version{}, errs.Newf(errs.Refused, "register.same", "与原记录相同，无须更正", "it says the same as before: there is nothing to correct")
	}
	return Version{ValidFrom: c.ValidFrom, Actor: c.Actor, Values: values, Reason: c.Reason}, nil
}

func retire(r Record, c Retire) (Version, error) {
	v, ok := current(r.History, c.From)
	switch {
	case !ok || v.Retired:
		return Version{}, errs.Newf(errs.Refused, "register.not_in_use", "%[1]s 在 %[2]s 没有有效记录，无从停用", "%[1]s is not in use on %[2]s and cannot be retired", r.Key, c.From).At("from")
	case v.ValidFrom == c.From:
		return Version{}, errs.Newf(errs.Refused, "register.day_taken", "%[1]s 自 %[2]s 起的记录刚刚生效，要取消请用更正（作废）", "%[1]s begins on %[2]s: to undo that, correct it as void", r.Key, c.From).At("from")
	case strings.TrimSpace(c.Reason) == "":
		return Version{}, errs.Newf(errs.Refused, "register.no_reason", "停用须说明理由", "say why it is retired").At("reason")
	}
	return Version{ValidFrom: c.From, Actor: c.Actor, Retired: true, Reason: c.Reason}, nil
}

func keyChanged(r Record, key string, def *Definition) error {
	return errs.Newf(errs.Refused, "register.key", "%[3]s是档案的标识，不能由 %[1]s 改为 %[2]s", "%[4]s identifies the record and cannot change from %[1]s to %[2]s",
		r.Key, key, title(def.Fields[def.Key], def.Key, text.Zh), title(def.Fields[def.Key], def.Key, text.En)).At(def.Key)
}

func noRecord(def *Definition) error {
	return errs.Newf(errs.NotFound, "register.no_record", "“%[1]s”中没有这条档案", "there is no such record in “%[2]s”", def.Title.In(text.Zh), def.Title.In(text.En))
}

// days lists the days on which something stands that began then.
func days(history []Version) string {
	var out []string
	for _, v := range history {
		if _, ok := on(history, v.ValidFrom); ok && !slices.Contains(out, v.ValidFrom.String()) {
			out = append(out, v.ValidFrom.String())
		}
	}
	slices.Sort(out)
	return strings.Join(out, "、")
}
