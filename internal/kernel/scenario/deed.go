package scenario

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/register"
)

// register enters a matter and gives its id. One that is given with a session was registered by it, before the scenario begins.
func (r *run) register(ctx context.Context, kind, number string, d *Deed, as string, given bool) (string, error) {
	c := r.deed("register", d)
	c.Kind, c.Number, c.BySession = kind, number, given && d.Session != ""
	k := r.bundle.Kinds[kind]
	if k != nil {
		c.Fields = fieldsOf(k, d.Fields)
	}
	if c.Actor = as; as == "" {
		c.Actor = r.whoMay(ctx, "register", k, &matter.State{Assignment: c.Assignment}, &c)
	}
	out, err := r.engine.Do(ctx, r.zone, c)
	return out.Matter.ID, err
}

// command gives one command to one matter.
func (r *run) command(ctx context.Context, name, id string, d *Deed, as string) error {
	sight, err := r.engine.Look(ctx, r.zone, id, r.now)
	if err != nil {
		return err
	}
	s := &sight.State
	c := r.deed(name, d)
	c.ID = s.ID
	k := r.bundle.Kinds[s.Kind]
	if k != nil {
		c.Fields = fieldsOf(k, d.Fields)
	}
	if name == "review" && d.Checks == nil && k != nil {
		for _, item := range k.Checklist {
			c.Checks = append(c.Checks, item.In(text.Zh))
		}
	}
	c.Letter = letterOf(s, c.Letter)
	c.Duty = dutyOf(s, c.Duty)
	if name == "merge" {
		c.To = r.matter(c.To)
	}
	if c.Actor = as; as == "" {
		c.Actor = r.whoMay(ctx, name, k, s, &c)
	}
	if name == "unmask" {
		_, _, err = r.engine.Unmask(ctx, r.zone, c)
		return err
	}
	_, err = r.engine.Do(ctx, r.zone, c)
	return err
}

// deed makes the command that the members of a deed say.
func (r *run) deed(name string, d *Deed) matter.Command {
	c := matter.Command{
		Name: name, At: r.now, Reason: d.Reason, Text: d.Text, Session: r.session(d.Session), Basis: d.Basis, Verdict: d.Verdict, Finished: d.Finished,
		Evidence: d.Evidence, Checks: d.Checks, Progress: d.Progress, By: d.By, To: d.To, Letter: d.Letter, Template: d.Template, Duty: d.Duty, Which: d.Which,
		Received: d.Received.Time, ClockFrom: d.ClockFrom.Time,
	}
	c.Particulars = matter.Particulars{
		Title: d.Title, Brief: d.Brief, Category: d.Category, Urgency: d.Urgency, Place: d.Place, Origin: d.Origin,
		Weight: int(d.Weight), FirstContact: d.FirstContact, Applicant: d.Applicant,
	}
	if d.Parent != "" {
		c.Parent = r.matter(d.Parent)
	}
	c.Assignment = matter.Assignment{LeadUnit: d.LeadUnit, Support: d.Support, Owner: d.Owner, Sponsor: d.Sponsor, Verifier: d.Verifier, Due: d.Due, Ongoing: d.Ongoing}
	return c
}

// fieldsOf gives a matter's own fields in the forms that it stores: an amount written as 1.2亿元 in fen.
func fieldsOf(k *mechanism.Kind, values Values) map[string]any {
	if values == nil {
		return nil
	}
	out := make(map[string]any, len(values))
	for name, v := range values {
		if s, isText := v.(string); isText && k.Fields[name].Type == "money" {
			if amount, err := register.ParseAmount(s); err == nil {
				v = int64(amount.Fen)
			}
		}
		out[name] = v
	}
	return out
}

// letterOf finds the letter that is meant: by id or number, or the last one of a template that was not withdrawn.
func letterOf(s *matter.State, ref string) string {
	for i := len(s.Letters) - 1; i >= 0; i-- {
		if l := &s.Letters[i]; l.Template == ref && l.State != "withdrawn" {
			return l.ID
		}
	}
	return ref
}

// dutyOf finds the duty that is meant: by id, or the first that asks for the thing.
func dutyOf(s *matter.State, ref string) string {
	for i := range s.Duties {
		if s.Duties[i].ID == ref {
			return ref
		}
	}
	for i := range s.Duties {
		if s.Duties[i].What == ref {
			return s.Duties[i].ID
		}
	}
	return ref
}

// whoMay finds the first post that may give a command, as package matter judges it.
func (r *run) whoMay(ctx context.Context, name string, k *mechanism.Kind, s *matter.State, c *matter.Command) string {
	w, err := r.engine.World(ctx, r.zone)
	if err != nil || k == nil {
		return r.anybody(ctx, "")
	}
	view := w.Org(r.today())
	role := func(ref mechanism.RoleRef, party ...string) []string {
		if ref.Role.IsZero() {
			return nil
		}
		posts, _ := org.ResolveSkipping(ref.Role, org.Context{Owner: s.Owner, Sponsor: s.Sponsor, Verifier: s.Verifier, LeadUnit: s.LeadUnit, SupportUnits: s.Support}, view, party)
		return posts
	}
	var posts []string
	switch name {
	case "review", "return", "look-at":
		posts = slices.Concat(role(k.Roles.Review, view.ActsFor(s.Owner)), role(k.Roles.Assign, view.ActsFor(s.Owner)))
	case "follow-up", "close", "recheck":
		if posts = role(k.Roles.Verify); s.Verifier != "" {
			posts = []string{s.Verifier}
		}
		posts = append(slices.Clip(posts), view.Posts()...)
		posts = slices.DeleteFunc(posts, func(p string) bool { return sameHands(view, view.ActsFor(p), s) })
	case "extend", "refuse-extension", "replan", "refuse-replan":
		posts = role(k.Roles.Extend)
	case "draft-letter", "issue-letter", "deliver-letter", "withdraw-letter":
		posts = role(k.Roles.Office)
		for i := range s.Letters {
			if l := &s.Letters[i]; l.ID == c.Letter && l.By != "" {
				posts = []string{l.By}
			}
		}
	case "sign-letter", "reply-letter":
		for i := range s.Letters {
			if s.Letters[i].ID == c.Letter {
				posts = []string{s.Letters[i].To}
			}
		}
	case "accept", "work", "report", "complete", "ask-extension", "ask-replan", "object":
		posts = []string{s.Owner}
	case "meet":
		for i := range s.Duties {
			if s.Duties[i].ID == c.Duty {
				posts = []string{s.Duties[i].Owner}
			}
		}
	}
	for _, p := range append(posts, role(k.Roles.Assign)...) {
		p = view.ActsFor(p)
		if _, err := view.Holder(p); err == nil {
			return p
		}
	}
	return r.anybody(ctx, "")
}

// sameHands tells whether a post may not verify what the matter's owner did.
func sameHands(view *org.View, post string, s *matter.State) bool {
	if post == view.ActsFor(s.Owner) || post == s.CompletedBy {
		return true
	}
	a, err := view.Holder(post)
	if err != nil {
		return true
	}
	owner, err := view.Holder(view.ActsFor(s.Owner))
	return a.Person == s.CompletedByPerson || err == nil && owner.Person == a.Person
}

// anybody is the post given, else the first that somebody holds.
func (r *run) anybody(ctx context.Context, as string) string {
	if as != "" {
		return as
	}
	_, view, err := r.engine.Org(ctx, r.zone, r.now)
	if err != nil {
		return ""
	}
	for _, p := range view.Posts() {
		if _, err := view.Holder(p); err == nil {
			return p
		}
	}
	return ""
}

// office is who changes the organisation and loads notices where the scenario does not say: a post of the zone's office
// or one of its leaders that somebody holds.
func (r *run) office(ctx context.Context, as string) string {
	if as != "" {
		return as
	}
	posts, err := r.engine.Entitled(ctx, r.zone, authority.Org, r.now)
	if err != nil {
		return ""
	}
	_, view, err := r.engine.Org(ctx, r.zone, r.now)
	if err != nil {
		return ""
	}
	for _, p := range posts {
		if _, err := view.Holder(p); err == nil {
			return p
		}
	}
	return r.anybody(ctx, "")
}

// counted gives a deed in which {n} stands for a number.
func counted[T any](v T, n int) T {
	out := reflect.New(reflect.TypeFor[T]()).Elem()
	out.Set(reflect.ValueOf(v))
	fill(out, strconv.Itoa(n))
	return out.Interface().(T)
}

// fill replaces {n} in every text within v.
func fill(v reflect.Value, n string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.ReplaceAll(v.String(), "{n}", n))
	case reflect.Struct:
		for _, f := range v.Fields() {
			if f.CanSet() {
				fill(f, n)
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(list, v)
		for i := range list.Len() {
			fill(list.Index(i), n)
		}
		v.Set(list)
	case reflect.Map:
		if v.IsNil() {
			return
		}
		filled := reflect.MakeMapWithSize(v.Type(), v.Len())
		for _, key := range v.MapKeys() {
			elem := reflect.New(v.Type().Elem()).Elem()
			elem.Set(v.MapIndex(key))
			fill(elem, n)
			filled.SetMapIndex(key, elem)
		}
		v.Set(filled)
	case reflect.Interface:
		if v.IsNil() {
			return
		}
		elem := reflect.New(v.Elem().Type()).Elem()
		elem.Set(v.Elem())
		fill(elem, n)
		v.Set(elem)
	}
}
