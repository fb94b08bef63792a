package directory

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"time"

	"qinlian/internal/adapter/factsheet"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
	"qinlian/internal/kernel/rule"
)

// facts declares how a register that keeps facts is written: what one source says of one record, from a day on. It is read
// like any other.
func (a *api) facts() {
	door.Zonal(a.Door, door.Operation{
		ID: "state-facts", Method: http.MethodPost, Path: "/zones/{zone}/registers/{register}/records/{key}/facts",
		Summary: "Say what a source says of a record, from a day on; of a new one too. What contradicts the record needs a reason", Tag: "registers",
	}, authority.Records, a.stateFacts)
}

// FactView is a fact that counts.
type FactView struct {
	Field     string      `json:"field" doc:"As refusals name it: staff, revenue.2022, qualifications.高新技术企业"`
	Title     string      `json:"title" doc:"In words: 2022年营业收入"`
	Value     any         `json:"value,omitempty" doc:"Amounts as {fen}; none of an item that is held for a time"`
	Words     string      `json:"words"`
	From      *clock.Date `json:"from,omitempty" doc:"Since when it holds; none of what belongs to a year or month"`
	To        *clock.Date `json:"to,omitempty" doc:"First day on which an item is no longer held"`
	Period    string      `json:"period,omitempty" doc:"2022 or 2022-03"`
	Statement int         `json:"statement" doc:"Place in statements, from 1"`
}

// StatementView is what one source said of a record at one time.
type StatementView struct {
	What       string      `json:"what" enum:"stated,corrected,retired"`
	RecordedAt time.Time   `json:"recorded_at"`
	Actor      string      `json:"actor" doc:"Post"`
	From       clock.Date  `json:"from" doc:"From when it holds, or the record is out of use"`
	Source     string      `json:"source,omitempty"`
	Dated      *clock.Date `json:"dated,omitempty" doc:"Of the source"`
	Reason     string      `json:"reason,omitempty"`
	Vouched    string      `json:"vouched,omitempty" doc:"Who saw the licence, where the key's digits do not agree"`
	Facts      int         `json:"facts" doc:"How many it told"`
}

func (a *api) listFacts(ctx context.Context, c *door.Caller, in *RecordsInput, def *register.Definition, on clock.Date, after string) (*RecordsOutput, error) {
	lines, more, err := a.Engine.FactList(ctx, in.Zone, engine.FactQuery{Register: def.Name, On: on, Name: cmp.Or(in.Search, in.Key), After: after, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &RecordsOutput{}
	out.Body.Date, out.Body.Records = on, []RecordLine{}
	for i := range lines {
		l := &lines[i]
		words := map[string]string{}
		for name, v := range l.Values {
			words[name] = facts.ValueWords(v, c.Lang)
		}
		out.Body.Records = append(out.Body.Records, RecordLine{Key: l.Key, Name: l.Name, Values: values(l.Values), Words: words})
	}
	if more {
		out.Body.Next = door.Cursor(lines[len(lines)-1].Key)
	}
	return out, nil
}

func values(of map[string]rule.Value) map[string]any {
	out := make(map[string]any, len(of))
	for name, v := range of {
		out[name] = valueOf(v)
	}
	return out
}

func valueOf(v rule.Value) any {
	if v.Kind() == rule.KindMoney {
		return map[string]any{"fen": v.Number()}
	}
	return v.Any()
}

func (a *api) readFacts(ctx context.Context, c *door.Caller, zone string, def *register.Definition, key string, on clock.Date, known time.Time) (*RecordOutput, error) {
	_, classes, err := a.Engine.FactRegister(ctx, zone, def.Name, a.Present(ctx))
	if err != nil {
		return nil, err
	}
	timeline, err := a.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, err
	}
	told := timeline.RegistersTold(a.Present(ctx))[def.Name]
	r, err := a.Engine.FactRecord(ctx, zone, def, key)
	if err != nil {
		return nil, err
	}
	tag := door.ETag(int64(len(r.Said)))
	if !known.IsZero() {
		r = r.Known(known)
	}
	held, inUse, err := facts.Read(def, classes, &r, on)
	if err != nil {
		return nil, err
	}
	v := RecordView{Register: def.Name, Key: r.Key, Date: on, Holds: inUse, Values: values(held), Name: held["name"].Text(), Words: map[string]string{}, History: []RecordVersion{}, Facts: []FactView{}, Statements: []StatementView{}}
	for name, value := range held {
		v.Words[name] = facts.ValueWords(value, c.Lang)
	}
	for _, h := range r.Facts() {
		if h.Field == "name" && v.Name == "" {
			v.Name = h.Value.Text()
		}
		v.Facts = append(v.Facts, factView(told, &r, &h, c.Lang))
	}
	for i := range r.Said {
		s := &r.Said[i]
		what := map[facts.What]string{facts.Stated: "stated", facts.Corrected: "corrected", facts.Retired: "retired"}[s.What]
		v.Statements = append(v.Statements, StatementView{what, *door.Instant(s.At), s.Actor, s.From, s.Source, day(s.Dated), s.Reason, s.Vouched, len(s.Facts)})
		v.Vouched = cmp.Or(v.Vouched, s.Vouched)
		if s.What == facts.Retired {
			v.Retired = day(s.From)
		} else if v.Retired != nil && s.From >= *v.Retired {
			v.Retired = nil
		}
	}
	return &RecordOutput{ETag: tag, Body: v}, nil
}

func factView(def *register.Definition, r *facts.Record, h *facts.Held, lang text.Lang) FactView {
	v := FactView{Field: h.Where(), Title: h.Name(def, lang), Words: facts.FactWords(&h.Fact, lang), To: day(h.To)}
	v.Statement = slices.IndexFunc(r.Said, func(s facts.Said) bool { return s.At.Equal(h.By.At) && s.Source == h.By.Source && s.From == h.By.From }) + 1
	if h.Period != 0 {
		v.Period = h.Period.String()
	} else {
		v.From = day(h.From)
	}
	if h.Item == "" {
		v.Value = valueOf(h.Value)
	}
	return v
}

// StateFactsInput is what a source says of a record.
type StateFactsInput struct {
	InZone

	Register string `path:"register" maxLength:"100"`
	Key      string `path:"key" maxLength:"200"`
	Once     string `header:"Idempotency-Key" maxLength:"128"`
	IfMatch  string `header:"If-Match" maxLength:"64" doc:"ETag of the record as you read it, \"0\" for a new one, or *" required:"true"`
	Body     struct {
		As      string            `json:"as,omitempty" maxLength:"100"`
		From    string            `json:"from,omitempty" maxLength:"10" doc:"From which day on it holds; today unless given"`
		Source  string            `json:"source,omitempty" maxLength:"400" doc:"Where it is from: a report, an office, a licence; needed but to take the record out of use"`
		Dated   string            `json:"dated,omitempty" maxLength:"10" doc:"Of the source; from unless given"`
		Values  map[string]string `json:"values,omitempty" maxProperties:"200" doc:"By field or heading, as a table writes them: revenue.2022 or 2022年营业收入, 1500万元; an empty one takes back what was said"`
		Reason  string            `json:"reason,omitempty" maxLength:"4000" doc:"Why it contradicts the record, or is taken out of use"`
		Vouched string            `json:"vouched,omitempty" maxLength:"400" doc:"Who saw the licence, where the key's digits do not agree"`
		Retire  bool              `json:"retire,omitempty" doc:"From the day on the record is out of use"`
	}
}

func (a *api) stateFacts(ctx context.Context, c *door.Caller, in *StateFactsInput) (*RecordOutput, error) {
	def, err := a.definition(ctx, in.Zone, in.Register)
	if err != nil {
		return nil, err
	}
	if !def.Facts {
		return nil, errs.Newf(errs.Invalid, "facts.whole", "登记簿“%[1]s”整条登记，不逐项记录", "the records of register %[1]q are written as a whole", def.Name).At("path.register")
	}
	b := &in.Body
	act, err := a.acting(ctx, c, in.Zone, b.As)
	found := errs.List(nil)
	if door.Gather(&found, err) != nil {
		return nil, err
	}
	today, err := a.today(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	command := facts.Command{Key: in.Key, Source: b.Source, Reason: b.Reason, Vouched: b.Vouched, Retire: b.Retire}
	for _, at := range []struct {
		words, where string
		into         *clock.Date
		otherwise    func() clock.Date
	}{{b.From, "body.from", &command.From, func() clock.Date { return today }}, {b.Dated, "body.dated", &command.Dated, func() clock.Date { return command.From }}} {
		d, err := door.Date(at.words, at.where)
		if door.Gather(&found, err) != nil {
			return nil, err
		}
		if *at.into = d; d == 0 {
			*at.into = at.otherwise()
		}
	}
	for _, label := range slices.Sorted(maps.Keys(b.Values)) {
		said, err := factsheet.Said(def, label, b.Values[label])
		if e := (*errs.Error)(nil); errors.As(err, &e) {
			found = append(found, e.At("body.values."+label))
			continue
		}
		if err != nil {
			return nil, err
		}
		command.Facts = append(command.Facts, said...)
	}
	var out *RecordOutput
	carry := func(ctx context.Context) error {
		said := 0
		if before, err := a.Engine.FactRecord(ctx, in.Zone, def, in.Key); err == nil {
			said = len(before.Said)
		} else if errs.KindOf(err) != errs.NotFound {
			return err
		}
		if err := door.Unchanged(in.IfMatch, door.ETag(int64(said)), in.Key); err != nil {
			return err
		}
		outcomes, err := a.Engine.State(ctx, in.Zone, def.Name, act, false, []facts.Command{command})
		if err != nil {
			return err
		}
		if err := outcomes[0].Err; err != nil {
			return placed(def, err)
		}
		out, err = a.readFacts(ctx, c, in.Zone, def, outcomes[0].Record.Key, today, time.Time{})
		return err
	}
	if len(found) == 0 {
		err := a.Engine.Together(ctx, carry)
		return out, err
	}
	if err := a.Try(ctx, &found, carry); err != nil {
		return nil, err
	}
	return nil, found.Err()
}

// placed puts the faults of a statement where they lie in the request.
func placed(def *register.Definition, err error) error {
	found := errs.List(nil)
	if door.Gather(&found, err) != nil {
		return err
	}
	for i, e := range found {
		switch e.Where {
		case "", def.Key:
			found[i] = e.At("path.key")
		case "from", "source", "dated", "reason", "vouched":
			found[i] = e.At("body." + e.Where)
		default:
			found[i] = e.At("body.values." + e.Where)
		}
	}
	return found
}
