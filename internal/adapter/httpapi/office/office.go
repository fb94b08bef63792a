// Package office is the interface to what an office does around its matters: sessions with their agenda, resolutions
// and minutes; letters from draft to answer; duties that are open, missed and met.
//
// What is shown follows from matters: a duty, a letter or an item of an agenda is seen by whoever may see the matter
// behind it. Two things are seen besides: a letter that has reached somebody, by its addressee, and a session, by
// whoever attends it, without the confidential matters that they are not cleared for.
package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// api declares the operations on sessions, letters and duties.
type api struct{ *door.Door }

// Declare adds the operations on sessions, letters and duties.
func Declare(d *door.Door) {
	a := &api{d}
	a.templates()
	a.sessions()
	a.sitting()
	a.documents()
	a.bulletin()
	a.letters()
	a.letterSteps()
	a.duties()
}

// InZone names a zone in a path.
type InZone struct {
	Zone string `path:"zone" maxLength:"64"`
}

// acting finds as whom the caller does something that is no command on a matter.
func (a *api) acting(ctx context.Context, c *door.Caller, zone, as string) (engine.Act, error) {
	var who matter.Command
	err := a.Act(ctx, c, zone, as, &who)
	return engine.Act{Actor: who.Actor, Person: who.Person, At: a.Present(ctx)}, err
}

// behind is what lists tell of the matters behind their rows.
type behind map[string]behindRow

type behindRow struct {
	Number, Title string
	facts         authority.Facts
}

// behind reads the matters of some ids at once. A matter that is not there any more is left out.
func (a *api) behind(ctx context.Context, zone string, ids []string) (behind, error) {
	out := behind{}
	for row, err := range a.Engine.Store().List(ctx, zone, engine.Filter{IDs: ids, ByID: true}) {
		if err != nil {
			return nil, err
		}
		out[row.ID] = behindRow{row.Number, row.Title, row.Facts()}
	}
	return out, nil
}

// seen is a matter as far as the caller may see it: nothing of one that is not theirs to see.
func (b behind) seen(c *door.Caller, id string) behindRow {
	row, ok := b[id]
	if !ok || !c.Subject.May(authority.See, &row.facts, c.Rules) {
		return behindRow{}
	}
	return row
}

// secret tells whether a matter is confidential and the caller is not cleared for it.
func (b behind) secret(c *door.Caller, id string) bool {
	row, ok := b[id]
	if !ok {
		return false
	}
	rule, hides := c.Rules.Confidential[row.facts.Kind]
	hides = hides && (rule.While == nil || slices.Contains(rule.While, row.facts.Stage))
	return hides && !c.Subject.May(authority.See, &row.facts, c.Rules)
}

// cursorKeys reads the keys that a page ended with: numbers and texts, as many as the list is sorted by.
func cursorKeys(after string, n int) ([]any, error) {
	if after == "" {
		return nil, nil
	}
	raw, err := door.ReadCursor(after)
	if err != nil {
		return nil, err
	}
	var keys []any
	if json.Unmarshal([]byte(raw), &keys) == nil && len(keys) == n && !slices.ContainsFunc(keys, odd) {
		return keys, nil
	}
	return nil, errs.Newf(errs.Invalid, "http.cursor", "after 不是本接口给出的翻页标记，请从第一页开始", "after is not a cursor of this interface: begin with the first page").At("query.after")
}

func odd(key any) bool {
	_, isText := key.(string)
	_, isNumber := key.(float64)
	return !isText && !isNumber
}

func keysCursor(keys []any) (string, error) {
	raw, err := json.Marshal(keys)
	if err != nil {
		return "", fmt.Errorf("cursor: %w", err)
	}
	return door.Cursor(string(raw)), nil
}
