package mechanism

import (
	"maps"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/register"
)

// Told is by what a matter of a kind is told at t: what governs it and, in the kind, also the fields and urgencies that earlier
// versions had, so that what it holds keeps its words. The kind is nil where none had it.
func (tl Timeline) Told(kind string, t time.Time) (*Bundle, *Kind) {
	b, k := tl.Governs(kind, t)
	if k == nil {
		return b, nil
	}
	for _, v := range slices.Backward(tl) {
		if was := v.Bundle.Kinds[kind]; was != nil && !v.From.After(t) {
			k = k.keeping(was)
		}
	}
	return b, k
}

// KindsTold are the kinds, by name, that matters may be of at t: those in force and those that earlier versions had.
func (tl Timeline) KindsTold(t time.Time) map[string]*Kind {
	all := map[string]*Kind{}
	for _, v := range tl {
		if v.From.After(t) {
			break
		}
		for name := range v.Bundle.Kinds {
			if all[name] == nil {
				_, all[name] = tl.Told(name, t)
			}
		}
	}
	return all
}

// LeftOut is the kind, of that name or else of that title, which an earlier version had and the one in force at t has not, and
// the words that refuse new matters of it; nil where there is none.
func (tl Timeline) LeftOut(word string, t time.Time) (*Kind, text.Text) {
	in, told := tl.At(t), tl.KindsTold(t)
	for _, is := range []func(*Kind) bool{
		func(k *Kind) bool { return k.Name == word },
		func(k *Kind) bool { return word == k.Title.Zh || strings.EqualFold(word, k.Title.En) },
	} {
		for _, name := range slices.Sorted(maps.Keys(told)) {
			if k := told[name]; in.Kinds[name] == nil && word != "" && is(k) {
				return k, k.leftOut(in, tl.lacks(t, func(b *Bundle) bool { return b.Kinds[name] != nil }))
			}
		}
	}
	return nil, text.Text{}
}

// leftOut refuses new matters of a kind that a bundle has not, by its title, and by its name where another goes by that now.
func (k *Kind) leftOut(in *Bundle, since time.Time) text.Text {
	zh, en, day := k.Title.In(text.Zh), k.Title.In(text.En), calendar.Builtin().DateOf(since).String()
	for _, other := range in.Kinds {
		if other.Title == k.Title {
			zh, en = zh+"（"+k.Name+"）", en+" ("+k.Name+")"
			break
		}
	}
	return text.Text{
		Zh: "“" + zh + "”这一类事项自 " + day + " 起已不在机制里，不再登记新的，在办的按原机制办结",
		En: en + " was left out of the mechanisms on " + day + ": no new matter of that kind is taken, and open ones end by the rules that they began with",
	}
}

// lacks is since when the versions in force until t lack what an earlier one has; zero where the one at t has it.
func (tl Timeline) lacks(t time.Time, has func(*Bundle) bool) (since time.Time) {
	for _, v := range slices.Backward(tl) {
		switch {
		case v.From.After(t):
		case has(v.Bundle):
			return since
		default:
			since = v.From
		}
	}
	return since
}

// Register is by what the records of a register are read at t: the last version up to t that had it, with its definition, and
// since when it is left out, zero where it is in force. The definition is nil where none had it.
func (tl Timeline) Register(name string, t time.Time) (b *Bundle, def *register.Definition, leftOut time.Time) {
	for _, v := range slices.Backward(tl) {
		if was := v.Bundle.Registers[name]; was != nil && !v.From.After(t) {
			return v.Bundle, was, tl.lacks(t, func(b *Bundle) bool { return b.Registers[name] != nil })
		}
	}
	return nil, nil, time.Time{}
}

// RegistersTold are the registers, by name, that there may be records of at t: those in force and those that earlier versions
// had, each also with the fields that it once had, so that what its records hold keeps its words.
func (tl Timeline) RegistersTold(t time.Time) map[string]*register.Definition {
	all := map[string]*register.Definition{}
	for _, v := range slices.Backward(tl) {
		if v.From.After(t) {
			continue
		}
		for name, was := range v.Bundle.Registers {
			switch told := all[name]; {
			case told == nil:
				all[name] = was
			case !holds(told.Fields, was.Fields):
				all[name] = told.With(joined(told.Fields, was.Fields))
			}
		}
	}
	return all
}

// keeping is the kind with the fields and urgencies that it once had; the kind itself where it has them all.
func (k *Kind) keeping(was *Kind) *Kind {
	if holds(k.Fields, was.Fields) && holds(k.Urgencies, was.Urgencies) {
		return k
	}
	out := *k
	out.Fields, out.Urgencies = joined(k.Fields, was.Fields), joined(k.Urgencies, was.Urgencies)
	out.fieldNames = slices.Sorted(maps.Keys(out.Fields))
	return &out
}

func holds[V any](now, was map[string]V) bool {
	for name := range was {
		if _, ok := now[name]; !ok {
			return false
		}
	}
	return true
}

func joined[V any](now, was map[string]V) map[string]V {
	out := maps.Clone(was)
	if out == nil {
		out = make(map[string]V, len(now))
	}
	maps.Copy(out, now)
	return out
}
