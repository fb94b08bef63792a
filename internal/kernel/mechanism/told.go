package mechanism

import (
	"maps"
	"slices"
	"time"
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
