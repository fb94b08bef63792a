package engine

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// What is cached of a matter is compared with what its events fold to, row by row.

// cached is everything stored of one matter besides its events.
type cached struct {
	row     *MatterRow
	duties  []DutyRow // ended ones too, in order of id and opening
	letters []LetterRow

	personal []PersonalRow // in order of field
	facts    *FactRow
	fund     *FundRow
	holdings []HoldingRow // in order of claim
	claim    *ClaimRow
}

// load reads the duties and the letters of one matter.
func (c *cached) load(ctx context.Context, store Store, zone, id string) error {
	for d, err := range store.Duties(ctx, zone, Filter{Matter: id, ByID: true}) {
		if err != nil {
			return err
		}
		c.duties = append(c.duties, d)
	}
	for l, err := range store.Letters(ctx, zone, Filter{Matter: id, ByID: true}) {
		if err != nil {
			return err
		}
		c.letters = append(c.letters, l)
	}
	for p, err := range store.Personal(ctx, zone, Filter{Matter: id}) {
		if err != nil {
			return err
		}
		c.personal = append(c.personal, p)
	}
	return nil
}

func (c *cached) empty() bool {
	return c.row == nil && len(c.duties) == 0 && len(c.letters) == 0 && len(c.personal) == 0 && c.facts == nil && !c.money()
}

// money tells whether something is cached of a budget line or a claim.
func (c *cached) money() bool { return c.fund != nil || len(c.holdings) > 0 || c.claim != nil }

// name is what people call the matter: its number, or else the stream's id.
func (c *cached) name(stream string) string {
	if c.row != nil && c.row.Number != "" {
		return c.row.Number
	}
	return stream
}

// noMatter is the fault of rows that belong to no matter; nil where there are none.
func (c *cached) noMatter(stream string) error {
	switch {
	case c.row != nil, c.facts != nil, c.money():
		return broken("ledger.stream_missing", "%[1]s 的事件被删除：有缓存而无记录", "the events of %[1]s were deleted: it is cached but has none", c.name(stream))
	case len(c.duties) > 0:
		return broken("ledger.stray", "应做项 %[1]s 所属的事项 %[2]s 不存在", "the duty %[1]s belongs to matter %[2]s, of which there is none", c.duties[0].ID, stream)
	case len(c.letters) > 0:
		return broken("ledger.stray", "函件 %[1]s 所属的事项 %[2]s 不存在", "the letter %[1]s belongs to matter %[2]s, of which there is none", c.letters[0].ID, stream)
	case len(c.personal) > 0:
		return broken("ledger.stray", "个人信息“%[1]s”所属的事项 %[2]s 不存在", "the personal field %[1]q belongs to matter %[2]s, of which there is none", c.personal[0].Field, stream)
	}
	return nil
}

// verifyMatter folds a matter, compares, and gives its state.
func verifyMatter(chain []ledger.Record, c *cached, contents *matter.Decoder, plan *schedule) (matter.State, error) {
	var s matter.State
	var duties dutyHistory
	for i := range chain {
		content, err := contents.Decode(chain[i].Type, chain[i].Data)
		if err != nil {
			return s, broken("ledger.content", "%[1]s：第 %[2]d 条事件无法读出：%[3]s", "%[1]s: event %[2]d cannot be read: %[3]s", c.name(chain[i].Stream), chain[i].Seq, err.Error())
		}
		duties.before(&s, content)
		s.Fold(&chain[i].Event, content)
		duties.after(&s, content, chain[i].At)
	}
	last := chain[len(chain)-1]
	if c.row == nil {
		return s, broken("ledger.cache_missing", "%[1]s：缓存行被删除", "%[1]s: its cached row was deleted", s.Number)
	}
	plan.text = s.AppendJSON(plan.text[:0])
	want := project(&s, last.Hash, instant(c.row.CursorAt), instant(c.row.NextAt), plan.text)
	if !equalRows(&want, c.row) {
		return s, wrongRow(&s, "matters", text.Text{Zh: "事项", En: "the matter"}, &want, c.row)
	}
	if err := verifyDuties(&s, duties.ended, c.duties); err != nil {
		return s, err
	}
	if err := verifyLetters(&s, c.letters, plan.world); err != nil {
		return s, err
	}
	if err := verifyPersonal(&s, c.personal); err != nil {
		return s, err
	}
	return s, plan.verify(&s, c.row, &last.Event)
}

// dutyHistory notes which duties end while a matter is folded, as the turns did that stored their rows.
type dutyHistory struct {
	held  []matter.Duty // before the event at hand, where it may end some
	ended []endedDuty
}

// before is to be called ahead of folding an event.
func (h *dutyHistory) before(s *matter.State, content matter.Content) {
	h.held = h.held[:0]
	switch c := content.(type) {
	case *matter.LightChangedEvent, *matter.ClockSetEvent, *matter.RungFiredEvent, *matter.LetterLateEvent, *matter.LetterSupersededEvent:
		return // which end none
	case *matter.DutyEvent:
		if c.What != "lapsed" {
			return
		}
	}
	h.held = append(h.held, s.Duties...)
}

// after is to be called behind it.
func (h *dutyHistory) after(s *matter.State, content matter.Content, at time.Time) {
	h.ended = appendEnded(h.ended, h.held, s.Duties, content, at)
}

func verifyDuties(s *matter.State, ended []endedDuty, stored []DutyRow) error {
	want := make([]DutyRow, 0, len(ended)+len(s.Duties))
	for i := range ended {
		want = append(want, ended[i].row(s))
	}
	for i := range s.Duties {
		want = append(want, dutyRow(s, &s.Duties[i]))
	}
	order := func(a, b *DutyRow) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.OpensAt, b.OpensAt)) }
	slices.SortStableFunc(want, func(a, b DutyRow) int { return order(&a, &b) })
	last := want[:0] // of one duty that came back at the instant at which it had opened, the last row stays
	for i := range want {
		if i+1 == len(want) || order(&want[i], &want[i+1]) != 0 {
			last = append(last, want[i])
		}
	}
	if slices.Equal(last, stored) {
		return nil
	}
	return compareRows(s, "duties", last, stored, order, dutyName)
}

func verifyLetters(s *matter.State, stored []LetterRow, w *zoneWorld) error {
	want := letterRows(s)
	order := func(a, b *LetterRow) int { return cmp.Compare(a.ID, b.ID) }
	slices.SortFunc(want, func(a, b LetterRow) int { return order(&a, &b) })
	if slices.Equal(want, stored) {
		return nil
	}
	return compareRows(s, "letters", want, stored, order, w.letterName)
}

// compareRows names the first row that is missing, too many, or has another column.
func compareRows[R any](s *matter.State, table string, want, stored []R, order func(a, b *R) int, name func(*R) text.Text) error {
	for len(want)+len(stored) > 0 {
		var side int
		switch {
		case len(want) == 0:
			side = 1
		case len(stored) == 0:
			side = -1
		default:
			side = order(&want[0], &stored[0])
		}
		switch {
		case side < 0:
			n := name(&want[0])
			return broken("ledger.row_missing", "%[1]s：第 %[2]d 条事件之后，缺少%[3]s 的缓存行", "%[1]s: after event %[2]d the cached row of %[4]s is missing", s.Number, s.Seq, n.In(text.Zh), n.In(text.En))
		case side > 0:
			n := name(&stored[0])
			return broken("ledger.row_added", "%[1]s：第 %[2]d 条事件之后，多出%[3]s 的缓存行", "%[1]s: after event %[2]d there is a cached row of %[4]s that no event made", s.Number, s.Seq, n.In(text.Zh), n.In(text.En))
		}
		if err := wrongRow(s, table, name(&want[0]), &want[0], &stored[0]); err != nil {
			return err
		}
		want, stored = want[1:], stored[1:]
	}
	return nil
}

// equalRows compares all columns of two matters.
func equalRows(a, b *MatterRow) bool {
	type plain struct {
		texts [19]string
		nums  [12]int64
		open  bool
		done  float64
	}
	flat := func(r *MatterRow) plain {
		return plain{
			[19]string{r.ZoneID, r.ID, r.Number, r.Kind, r.Title, r.Stage, r.Light, r.Urgency, r.Category, r.LeadUnit, r.Owner, r.Sponsor, r.Verifier, r.Parent, r.Origin, r.Support, r.Applicant, r.FirstContact, r.NumberKey},
			[12]int64{int64(r.Weight), int64(r.Level), int64(r.Missed), int64(r.DueOn), r.RegisteredAt, r.CompletedAt, r.ClosedAt, r.LightAt, r.NextAt, r.CursorAt, r.Seq},
			r.Open, r.Progress,
		}
	}
	return bytes.Equal(a.State, b.State) && bytes.Equal(a.Head, b.Head) && flat(a) == flat(b)
}

// afterAll sorts behind every id.
const afterAll = "\U0010FFFF"

// shelf holds what is cached of the matters of a range, in order of the matter's id.
type shelf struct {
	matters []MatterRow
	duties  []DutyRow
	letters []LetterRow

	personal []PersonalRow
	facts    []FactRow
	funds    []FundRow
	holdings []HoldingRow
	claims   []ClaimRow

	nextMatter, nextDuty, nextLetter, nextPersonal, nextFact, nextFund, nextHolding, nextClaim int
}

// fill reads the rows of a range, in place of what was there.
func (s *shelf) fill(ctx context.Context, store Store, zone string, r Range) error {
	s.matters, s.duties, s.letters = s.matters[:0], s.duties[:0], s.letters[:0]
	s.personal, s.facts = s.personal[:0], s.facts[:0]
	s.funds, s.holdings, s.claims = s.funds[:0], s.holdings[:0], s.claims[:0]
	s.nextMatter, s.nextDuty, s.nextLetter, s.nextPersonal, s.nextFact, s.nextFund, s.nextHolding, s.nextClaim = 0, 0, 0, 0, 0, 0, 0, 0
	for row, err := range store.List(ctx, zone, Filter{ByID: true, WithState: true, Range: r}) {
		if err != nil {
			return err
		}
		s.matters = append(s.matters, row)
	}
	for row, err := range store.Duties(ctx, zone, Filter{ByID: true, Range: r}) {
		if err != nil {
			return err
		}
		s.duties = append(s.duties, row)
	}
	for row, err := range store.Letters(ctx, zone, Filter{ByID: true, Range: r}) {
		if err != nil {
			return err
		}
		s.letters = append(s.letters, row)
	}
	for row, err := range store.Personal(ctx, zone, Filter{Range: r}) {
		if err != nil {
			return err
		}
		s.personal = append(s.personal, row)
	}
	for row, err := range store.WalkFacts(ctx, zone, r) {
		if err != nil {
			return err
		}
		row.Head, row.Facts = bytes.Clone(row.Head), bytes.Clone(row.Facts)
		s.facts = append(s.facts, row)
	}
	return s.fillMoney(ctx, store, zone, r)
}

func (s *shelf) fillMoney(ctx context.Context, store Store, zone string, r Range) error {
	for row, err := range store.Funds(ctx, zone, r) {
		if err != nil {
			return err
		}
		s.funds = append(s.funds, row)
	}
	for row, err := range store.Holdings(ctx, zone, r, "") {
		if err != nil {
			return err
		}
		s.holdings = append(s.holdings, row)
	}
	for row, err := range store.Claims(ctx, zone, ClaimFilter{Range: r}) {
		if err != nil {
			return err
		}
		s.claims = append(s.claims, row)
	}
	return nil
}

// upTo gives what is cached of a stream; strays are the ids before it of which something is cached, passed
// over since the call before.
func (s *shelf) upTo(stream string) (c cached, strays []string) {
	rows := taken(s.matters, &s.nextMatter, stream, func(r *MatterRow) string { return r.ID }, &strays)
	if len(rows) > 0 {
		c.row = &rows[0]
	}
	c.duties = taken(s.duties, &s.nextDuty, stream, func(r *DutyRow) string { return r.MatterID }, &strays)
	c.letters = taken(s.letters, &s.nextLetter, stream, func(r *LetterRow) string { return r.MatterID }, &strays)
	c.personal = taken(s.personal, &s.nextPersonal, stream, func(r *PersonalRow) string { return r.MatterID }, &strays)
	if rows := taken(s.facts, &s.nextFact, stream, func(r *FactRow) string { return r.Stream }, &strays); len(rows) > 0 {
		c.facts = &rows[0]
	}
	if rows := taken(s.funds, &s.nextFund, stream, func(r *FundRow) string { return r.Stream }, &strays); len(rows) > 0 {
		c.fund = &rows[0]
	}
	c.holdings = taken(s.holdings, &s.nextHolding, stream, func(r *HoldingRow) string { return r.Stream }, &strays)
	if rows := taken(s.claims, &s.nextClaim, stream, func(r *ClaimRow) string { return r.Stream }, &strays); len(rows) > 0 {
		c.claim = &rows[0]
	}
	return c, strays
}

// taken gives the rows with the key that lie from next on, and notes the keys before it.
func taken[R any](rows []R, next *int, key string, of func(*R) string, before *[]string) []R {
	i := *next
	for ; i < len(rows) && of(&rows[i]) < key; i++ {
		*before = append(*before, of(&rows[i]))
	}
	from := i
	for i < len(rows) && of(&rows[i]) == key {
		i++
	}
	*next = i
	return rows[from:i:i]
}
