package org

import (
	"maps"
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

func (c RecordAbsence) decide(s *State, today clock.Date) ([]Event, error) {
	if fault := effective(&c.From, today); fault != nil {
		return nil, fault
	}
	if fault := until(c.From, c.To); fault != nil {
		return nil, fault
	}
	v := s.At(c.From)
	if c.Post != "" {
		p := v.posts[c.Post]
		if p == nil {
			return nil, v.noPost(c.Post)
		}
		if c.Person == "" {
			t := v.sitting(p, Primary)
			if t == nil {
				return nil, errs.Newf(errs.Refused, "org.not_held", "“%s”A岗没有人，无须请假", "nobody holds the primary seat of %q", c.Post)
			}
			c.Person, c.Post = t.Person, "" // who is on leave is away from every post
		} else if !holds(p, c.Person) {
			return nil, errs.Newf(errs.Refused, "org.not_held", "%[2]s不在“%[1]s”任职", "%[2]s has no seat of %[1]q", c.Post, c.Person)
		}
	}
	if fault := s.inService(c.Person, c.From); fault != nil {
		return nil, fault
	}
	e := AbsenceRecorded{Absence(c)}
	for i := range s.absences {
		if a := &s.absences[i]; a.Person == c.Person && a.Post == c.Post && a.span().overlaps(e.span()) {
			return nil, errs.Newf(errs.Conflict, "org.absence_overlaps", "%[1]s已登记自%[2]s起请假%[3]s，请先销假或改期",
				"%[1]s is already recorded absent from %[2]s%[4]s; end that first or choose other days", a.Person, a.From, untilZh(a.To), untilEn(a.To))
		}
	}
	next := Evolve(s, e)
	for i := range next.posts {
		p := &next.posts[i]
		if !holds(p, c.Person) || !e.concerns(p.Name) {
			continue
		}
		if a, b, found := next.coverless(p); found {
			return nil, bothAbsent(p.Name, c.Person, other(a, b, c.Person))
		}
	}
	return []Event{e}, nil
}

func holds(p *post, person string) bool {
	return slices.ContainsFunc(p.terms, func(t Term) bool { return t.Person == person })
}

// other picks the absence that is not person's.
func other(a, b *Absence, person string) *Absence {
	if a.Person == person {
		return b
	}
	return a
}

func (c EndAbsence) decide(s *State, today clock.Date) ([]Event, error) {
	if fault := effective(&c.On, today); fault != nil {
		return nil, fault
	}
	var found *Absence
	for i := range s.absences {
		a := &s.absences[i]
		if c.means(s, a) && a.span().hi() > c.On && (found == nil || a.From < found.From) {
			found = a
		}
	}
	if found == nil {
		return nil, errs.Newf(errs.NotFound, "org.absence_unknown", "%[1]s%[2]s没有可以销假的请假记录", "no absence of %[1]s%[2]s is open on or after %[3]s", c.Person, c.Post, c.On)
	}
	return []Event{AbsenceEnded{found.Person, found.Post, found.From, c.On}}, nil
}

// means tells whether an absence is what the command speaks of: of a post alone, one from that post, or the leave of somebody who
// holds it as primary in those days.
func (c EndAbsence) means(s *State, a *Absence) bool {
	if c.Person != "" || c.Post == "" {
		return a.Person == c.Person && a.Post == c.Post
	}
	return a.Post == c.Post || a.Post == "" && slices.ContainsFunc(s.posts, func(p post) bool {
		return p.Name == c.Post && slices.ContainsFunc(p.terms, func(t Term) bool {
			return t.Seat == Primary && t.Person == a.Person && t.span().overlaps(a.span())
		})
	})
}

func (c Appoint) decide(s *State, today clock.Date) ([]Event, error) {
	if fault := effective(&c.From, today); fault != nil {
		return nil, fault
	}
	if fault := until(c.From, c.To); fault != nil {
		return nil, fault
	}
	if !c.Seat.valid() {
		return nil, errs.Newf(errs.Invalid, "org.seat_unknown", "席位应为 primary（A岗）或 deputy（B岗）", "seat must be primary or deputy")
	}
	p := s.postOn(c.Post, c.From)
	if p == nil {
		return nil, s.At(c.From).noPost(c.Post)
	}
	if fault := s.inService(c.Person, c.From); fault != nil {
		return nil, fault
	}
	var events []Event
	if t := p.holder(c.Seat, c.From); t != nil && t.Person == c.Person {
		return nil, t.alreadyHeld(c.Post)
	} else if t != nil && c.Replace {
		events = append(events, HolderRelieved{c.Post, c.Seat, t.Person, c.From, c.Matters})
	}
	next := Fold(s, events...)
	p = next.postOn(c.Post, c.From)
	for i := range p.terms {
		t := &p.terms[i]
		if !t.span().overlaps(span{c.From, c.To}) {
			continue
		}
		if t.Seat == c.Seat {
			return nil, errs.Newf(errs.Conflict, "org.seat_taken", "“%[1]s”%[2]s自%[4]s起由%[3]s担任，请先免去或选择接替",
				"the %[5]s seat of %[1]q is held by %[3]s from %[4]s; relieve them first or replace them", c.Post, c.Seat.Zh(), t.Person, orEver(t.From), c.Seat)
		}
		if t.Person == c.Person {
			return nil, errs.Newf(errs.Refused, "org.same_person", "“%s”的A岗和B岗不能是同一人", "the primary and the deputy of %q must be two people", c.Post)
		}
	}
	e := HolderAppointed{c.Post, c.Seat, c.Person, c.From, c.To}
	next = Evolve(next, e)
	if a, b, found := next.coverless(next.postOn(c.Post, c.From)); found {
		return nil, bothAbsent(c.Post, c.Person, other(a, b, c.Person))
	}
	return append(events, e), nil
}

// alreadyHeld words the refusal to put somebody into the seat that is theirs.
func (t *Term) alreadyHeld(post string) *errs.Error {
	if t.To == 0 {
		return errs.Newf(errs.Conflict, "org.already_held", "%[2]s已是“%[1]s”%[3]s，不必再任命", "%[2]s already holds the %[4]s seat of %[1]q", post, t.Person, t.Seat.Zh(), t.Seat)
	}
	return errs.Newf(errs.Conflict, "org.already_held", "%[2]s已是“%[1]s”%[3]s，任至%[5]s；续任的，写 --from %[5]s",
		"%[2]s already holds the %[4]s seat of %[1]q, until %[5]s; to go on after that, give --from %[5]s", post, t.Person, t.Seat.Zh(), t.Seat, t.To)
}

func orEver(d clock.Date) string {
	if d == 0 {
		return "设岗"
	}
	return d.String()
}

func (s *State) inService(person string, d clock.Date) *errs.Error {
	p, ok := s.people[person]
	if !ok {
		near := nearest(person, slices.Sorted(maps.Keys(s.people)))
		return errs.Newf(errs.NotFound, "org.person_unknown", "没有人员“%[1]s”%[2]s。新到的人员先写入机制文件的 people，再启用：qinlian apply 目录 --from 日期",
			"there is no person %[1]q%[3]s. Who is new is written into people of the mechanism files first, and these applied: qinlian apply DIR --from DAY", person, hintZh(near), hintEn(near))
	}
	if !p.span().holds(d) {
		return errs.Newf(errs.Refused, "org.person_left", "%s于%s不在岗（任职期外）", "%s is not in service on %s", person, d)
	}
	return nil
}

func (c Relieve) decide(s *State, today clock.Date) ([]Event, error) {
	if fault := effective(&c.On, today); fault != nil {
		return nil, fault
	}
	p := s.postOn(c.Post, c.On)
	if p == nil {
		return nil, s.At(c.On).noPost(c.Post)
	}
	t := p.holder(c.Seat, c.On)
	if t == nil {
		return nil, errs.Newf(errs.Refused, "org.not_held", "“%[1]s”%[2]s于%[3]s没有人，无从免去", "nobody holds the %[4]s seat of %[1]q on %[3]s", c.Post, c.Seat.Zh(), c.On, c.Seat)
	}
	freed := span{c.On, t.To}
	for i := range p.terms {
		o := &p.terms[i]
		if o.Seat == c.Seat {
			continue
		}
		for _, a := range s.absencesOf(o.Person, c.Post) {
			if freed.meet(o.span()).overlaps(a.span()) {
				return nil, bothAbsent(c.Post, t.Person, a)
			}
		}
	}
	return []Event{HolderRelieved{c.Post, c.Seat, t.Person, c.On, c.Matters}}, nil
}

func (c HandOver) decide(s *State, today clock.Date) ([]Event, error) {
	if fault := effective(&c.On, today); fault != nil {
		return nil, fault
	}
	var owed []string
	for _, d := range s.due {
		if d.Post == c.Post && d.Person == c.From {
			owed = append(owed, d.Matters...)
		}
	}
	if len(owed) == 0 && s.At(c.On).Sits(c.From, c.Post) {
		return nil, errs.Newf(errs.Refused, "org.handover_early", "%[2]s仍在“%[1]s”任职，尚无移交清单；先任命接任者：qinlian org appoint %[1]s %[3]s --replace，清单随即列出，再移交", "%[2]s still sits at %[1]q and owes no list yet; appoint the successor first: qinlian org appoint %[1]s %[3]s --replace. That draws up the list, which is then handed over", c.Post, c.From, c.To)
	}
	if len(owed) == 0 {
		return nil, errs.Newf(errs.NotFound, "org.handover_none", "%[2]s在“%[1]s”没有待交接事项", "%[2]s has nothing to hand over at %[1]q", c.Post, c.From)
	}
	var missing, foreign []string
	for _, m := range owed {
		if !slices.Contains(c.Matters, m) {
			missing = append(missing, m)
		}
	}
	for _, m := range c.Matters {
		if !slices.Contains(owed, m) {
			foreign = append(foreign, m)
		}
	}
	if len(missing)+len(foreign) > 0 {
		return nil, errs.Newf(errs.Refused, "org.handover_incomplete", "交接清单须逐项对应：漏列[%[1]s]，多列[%[2]s]",
			"the hand-over list must match item by item: missing [%[1]s], not owed [%[2]s]", strings.Join(missing, "、"), strings.Join(foreign, "、"))
	}
	v := s.At(c.On)
	p := v.posts[c.Post]
	if p == nil {
		if c.To == c.From {
			return nil, errs.Newf(errs.Refused, "org.handover_self", "“%[1]s”已撤销，%[2]s不能移交给自己：接交人须是承接单位的其他人", "%[1]q is no more, and %[2]s cannot hand over to themselves: somebody else of the unit that answers for it takes over", c.Post, c.From)
		}
		if s.inherits(c.To, c.Post, v) {
			return []Event{HandedOver(c)}, nil
		}
		return nil, v.noPost(c.Post)
	}
	for _, seat := range []Seat{Primary, Deputy} {
		if t := v.sitting(p, seat); t != nil && t.Person == c.To {
			return []Event{HandedOver(c)}, nil
		}
	}
	return nil, errs.Newf(errs.Refused, "org.not_held", "接交人%[2]s须是“%[1]s”现任A岗或B岗", "%[2]s, who is to take over, must hold a seat of %[1]q", c.Post, c.To)
}

// inherits tells whether a person has a seat in the unit that answers for a post that has ended.
func (s *State) inherits(person, ended string, v *View) bool {
	for i := range s.posts {
		p := &s.posts[i]
		if p.Name != ended {
			continue
		}
		l, err := s.Lineage(p.Unit, v.day)
		if err != nil {
			continue
		}
		for _, name := range v.PostsOf(person) {
			if v.posts[name].Unit == l.Answers.Code {
				return true
			}
		}
	}
	return false
}
