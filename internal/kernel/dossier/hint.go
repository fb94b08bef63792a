package dossier

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// Ungraded tells that a matter owes nothing in the rhythm of its kind because nobody has said how urgent it is; none of one
// that owes it, or that is done.
func Ungraded(k *mechanism.Kind, s *matter.State) text.Text {
	if k == nil || k.Cadence.By != "urgency" || s.Urgency != "" || s.Done() || !s.Live() || len(k.Urgencies) == 0 {
		return text.Text{}
	}
	if _, owes := k.Rhythm(""); owes {
		return text.Text{}
	}
	var zh, en []string
	for _, id := range slices.SortedFunc(maps.Keys(k.Urgencies), matter.ComparePressing) {
		zh, en = append(zh, k.Urgencies[id].In(text.Zh)), append(en, k.Urgencies[id].In(text.En))
	}
	return both("未定（"+strings.Join(zh, "、")+"），暂不按期调度；由会议决议确定", "not set ("+strings.Join(en, ", ")+"): it is in no rhythm until a session's resolution sets it")
}

// Hints tell what is worth knowing to whoever has just registered or assigned a matter, and refuse nothing: of those in a
// scope (nil is everything).
func Hints(ctx context.Context, e *engine.Engine, zone string, scope *authority.Scope, s *matter.State, command string, at time.Time) ([]text.Text, error) {
	var out []text.Text
	if command == "register" {
		twin, err := twin(ctx, e, zone, scope, s)
		if err != nil {
			return nil, err
		}
		out = append(out, twin)
	}
	if command == "register" || command == "assign" {
		timeline, err := e.Timeline(ctx, zone)
		if err != nil {
			return nil, err
		}
		_, k := timeline.Governs(s.Kind, at)
		if ungraded := Ungraded(k, s); !ungraded.IsZero() {
			out = append(out, both("紧急程度"+ungraded.Zh, "its urgency is "+ungraded.En))
		}
		_, view, err := e.Org(ctx, zone, at)
		if err != nil {
			return nil, err
		}
		if view.IsLeft(s.Owner) {
			out = append(out, both("责任岗位“"+s.Owner+"”现无人履职，请先任命，或改交他岗办理", "nobody acts for "+s.Owner+", the post that owns it: appoint somebody, or give it to another post"))
		}
	}
	return slices.DeleteFunc(out, text.Text.IsZero), nil
}

// looked bounds how many matters with the words of a title are compared with it.
const looked = 100

// twin tells which other matter of the kind that is open has the same title; none where there is none.
func twin(ctx context.Context, e *engine.Engine, zone string, scope *authority.Scope, s *matter.State) (text.Text, error) {
	open, title := true, bare(s.Title)
	for _, query := range slices.Compact([]string{s.Title, title}) {
		for row, err := range e.Store().Search(ctx, zone, query, engine.Filter{Scope: scope, Kind: s.Kind, Open: &open, Limit: looked}) {
			if err != nil {
				return text.Text{}, err
			}
			if row.ID != s.ID && bare(row.Title) == title {
				return both("同名的同类事项 "+row.Number+" 尚在办；若是同一件事，请撤销或并案", row.Number+" of this kind has the same title and is open: if it is the same thing, withdraw this one or merge the two"), nil
			}
		}
	}
	return text.Text{}, nil
}

// bare is a title as it is compared: without spaces.
func bare(title string) string { return strings.Join(strings.Fields(title), "") }
