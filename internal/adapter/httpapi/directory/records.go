package directory

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/register"
)

// records declares how the records of registers are read, as they held on a day and as they were known at an instant,
// and how they are kept. Nothing is ever taken out of a record's history.
func (a *api) records() {
	door.Zonal(a.Door, door.Operation{
		ID: "list-records", Method: http.MethodGet, Path: "/zones/{zone}/registers/{register}/records",
		Summary: "The records of a register that hold on a day, in order of key", Tag: "registers",
	}, authority.Consult, a.listRecords)
	door.Zonal(a.Door, door.Operation{
		ID: "read-record", Method: http.MethodGet, Path: "/zones/{zone}/registers/{register}/records/{key}",
		Summary: "A record as it holds on a day, with everything that was ever written in it", Tag: "registers",
	}, authority.Consult, a.readRecord)
	door.Zonal(a.Door, door.Operation{
		ID: "put-record", Method: http.MethodPost, Path: "/zones/{zone}/registers/{register}/records",
		Summary: "Enter a new record", Tag: "registers", Status: http.StatusCreated,
	}, authority.Records, a.putRecord)
	door.Zonal(a.Door, door.Operation{
		ID: "keep-record", Method: http.MethodPost, Path: "/zones/{zone}/registers/{register}/records/{key}",
		Summary: "Write what holds from another day on, correct what was wrong, or take the record out of use", Tag: "registers",
	}, authority.Records, a.keepRecord)
}

// InRegister names a register in a path, and a day.
type InRegister struct {
	OnDay

	Register string `path:"register" maxLength:"100"`
}

// RecordsInput picks and pages records.
type RecordsInput struct {
	InRegister

	Key    string `query:"key" maxLength:"200" doc:"The key begins with"`
	Search string `query:"q" maxLength:"200" doc:"Of a register that keeps facts: part of the name or of the key"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
	After  string `query:"after" maxLength:"2000"`
}

// RecordLine is a record in a list.
type RecordLine struct {
	Key    string            `json:"key"`
	Name   string            `json:"name,omitempty" doc:"Of a register that keeps facts"`
	Values map[string]any    `json:"values"`
	Words  map[string]string `json:"words,omitempty" doc:"Of a register that keeps facts: the values as people write them"`
}

// RecordsOutput is a page of records.
type RecordsOutput struct {
	Body struct {
		Date    clock.Date   `json:"date"`
		Records []RecordLine `json:"records" nullable:"false"`
		Next    string       `json:"next,omitempty"`
	}
}

func (a *api) listRecords(ctx context.Context, c *door.Caller, in *RecordsInput) (*RecordsOutput, error) {
	def, err := a.definition(ctx, in.Zone, in.Register)
	if err != nil {
		return nil, err
	}
	on, err := a.day(ctx, &in.OnDay)
	if err != nil {
		return nil, err
	}
	after, err := door.ReadCursor(in.After)
	if err != nil {
		return nil, err
	}
	if def.Facts {
		return a.listFacts(ctx, c, in, def, on, after)
	}
	prefix := ledger.RegisterPrefix + def.Name + "/"
	streams, err := a.Engine.Store().Streams(ctx, in.Zone, prefix+in.Key)
	if err != nil {
		return nil, err
	}
	out := &RecordsOutput{}
	out.Body.Date, out.Body.Records = on, []RecordLine{}
	for _, stream := range streams {
		key := strings.TrimPrefix(stream, prefix)
		if key <= after {
			continue
		}
		r, err := a.Engine.Record(ctx, in.Zone, def.Name, key)
		if err != nil {
			return nil, err
		}
		values, holds := register.AsOf(r, on)
		if !holds {
			continue
		}
		if n := len(out.Body.Records); n == in.Limit {
			out.Body.Next = door.Cursor(out.Body.Records[n-1].Key)
			break
		}
		out.Body.Records = append(out.Body.Records, RecordLine{Key: key, Values: values})
	}
	return out, nil
}

// ReadRecordInput names a record.
type ReadRecordInput struct {
	InRegister

	Key     string    `path:"key" maxLength:"200"`
	KnownAt time.Time `query:"known_at" doc:"As it was known at this instant"`
}

// RecordView is a record.
type RecordView struct {
	Register string          `json:"register"`
	Key      string          `json:"key"`
	Date     clock.Date      `json:"date" doc:"The day of the values"`
	Holds    bool            `json:"holds" doc:"There is such a record on the day"`
	Values   map[string]any  `json:"values,omitempty"`
	Retired  *clock.Date     `json:"retired,omitempty" doc:"Since when it is out of use"`
	History  []RecordVersion `json:"history" nullable:"false" doc:"In order of recording; empty in a register that keeps facts"`

	Name       string            `json:"name,omitempty" doc:"The rest is of a register that keeps facts"`
	Words      map[string]string `json:"words,omitempty" doc:"The values as people write them"`
	Vouched    string            `json:"vouched,omitempty" doc:"Who saw the licence, where the key's digits do not agree"`
	Facts      []FactView        `json:"facts,omitempty" nullable:"false" doc:"All that count, whatever the day"`
	Statements []StatementView   `json:"statements,omitempty" nullable:"false" doc:"In order of recording"`
}

// RecordVersion is what was written for a day.
type RecordVersion struct {
	ValidFrom  clock.Date     `json:"valid_from"`
	RecordedAt time.Time      `json:"recorded_at"`
	Actor      string         `json:"actor" doc:"Post"`
	Values     map[string]any `json:"values,omitempty"`
	Retired    bool           `json:"retired,omitempty" doc:"From the day on there is no such record"`
	Void       bool           `json:"void,omitempty" doc:"Nothing began on the day after all"`
	Reason     string         `json:"reason,omitempty"`
}

// RecordOutput is a record; its ETag says how many versions it has.
type RecordOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     RecordView
}

func (a *api) readRecord(ctx context.Context, c *door.Caller, in *ReadRecordInput) (*RecordOutput, error) {
	def, err := a.definition(ctx, in.Zone, in.Register)
	if err != nil {
		return nil, err
	}
	on, err := a.day(ctx, &in.OnDay)
	if err != nil {
		return nil, err
	}
	if def.Facts {
		return a.readFacts(ctx, c, in.Zone, def, in.Key, on, in.KnownAt)
	}
	r, err := a.record(ctx, in.Zone, def, in.Key)
	if err != nil {
		return nil, err
	}
	return recordView(&r, on, in.KnownAt), nil
}

// record finds a record that there is.
func (a *api) record(ctx context.Context, zone string, def *register.Definition, key string) (register.Record, error) {
	r, err := a.Engine.Record(ctx, zone, def.Name, key)
	if err == nil && len(r.History) == 0 {
		err = errs.Newf(errs.NotFound, "register.no_record", "“%[1]s”里没有“%[3]s”", "%[2]s holds no %[3]q", def.Title.In("zh"), def.Title.In("en"), key)
	}
	return r, err
}

func recordView(r *register.Record, on clock.Date, known time.Time) *RecordOutput {
	v := RecordView{Register: r.Register, Key: r.Key, Date: on, Retired: day(r.Retired), History: []RecordVersion{}}
	if known.IsZero() {
		v.Values, v.Holds = register.AsOf(*r, on)
	} else {
		v.Values, v.Holds = register.KnownAt(*r, on, known)
	}
	for i := range r.History {
		h := &r.History[i]
		v.History = append(v.History, RecordVersion{h.ValidFrom, *door.Instant(h.RecordedAt), h.Actor, h.Values, h.Retired, h.Void, h.Reason})
	}
	return &RecordOutput{ETag: door.ETag(int64(len(r.History))), Body: v}
}

// PutRecordInput is a new record.
type PutRecordInput struct {
	InZone

	Register string `path:"register" maxLength:"100"`
	Key      string `header:"Idempotency-Key" maxLength:"128"`
	Body     struct {
		As     string         `json:"as,omitempty" maxLength:"100"`
		From   string         `json:"from,omitempty" maxLength:"10" doc:"From which day on it holds; today unless given"`
		Values map[string]any `json:"values" doc:"By the names of the register's fields"`
	}
}

func (a *api) putRecord(ctx context.Context, c *door.Caller, in *PutRecordInput) (*RecordOutput, error) {
	def, err := a.definition(ctx, in.Zone, in.Register)
	if err != nil {
		return nil, err
	}
	found := errs.List(nil)
	values, err := register.Validate(def, in.Body.Values)
	if err := door.Gather(&found, door.Inside(err, "body.values")); err != nil {
		return nil, err
	}
	w := &wish{command: "put", as: in.Body.As, from: in.Body.From, values: values}
	out, err := a.keep(ctx, c, in.Zone, def, register.KeyOf(def, values), w, found, func(r *register.Record) error {
		if len(r.History) > 0 {
			return errs.Newf(errs.Conflict, "register.exists", "“%[1]s”里已有“%[3]s”，请在该条档案上续记或更正", "%[2]s holds %[3]q already: write or correct it there", def.Title.In("zh"), def.Title.In("en"), r.Key)
		}
		return nil
	})
	if err == nil {
		out.Location = door.Prefix + "/zones/" + in.Zone + "/registers/" + url.PathEscape(def.Name) + "/records/" + url.PathEscape(out.Body.Key)
	}
	return out, err
}

// KeepRecordInput is a change of a record.
type KeepRecordInput struct {
	InZone

	Register string `path:"register" maxLength:"100"`
	Key      string `path:"key" maxLength:"200"`
	Once     string `header:"Idempotency-Key" maxLength:"128"`
	IfMatch  string `header:"If-Match" maxLength:"64" doc:"ETag of the record as you read it, or *" required:"true"`
	Body     struct {
		Command string         `json:"command" enum:"put,correct,retire"`
		As      string         `json:"as,omitempty" maxLength:"100"`
		From    string         `json:"from,omitempty" maxLength:"10" doc:"put, retire: from which day on, today unless given; correct: the day that was written for"`
		Values  map[string]any `json:"values,omitempty" doc:"put: all of them; correct: those that were wrong, null empties one"`
		Void    bool           `json:"void,omitempty" doc:"correct: nothing began on the day after all"`
		Reason  string         `json:"reason,omitempty" maxLength:"4000" doc:"correct, retire: why"`
	}
}

func (a *api) keepRecord(ctx context.Context, c *door.Caller, in *KeepRecordInput) (*RecordOutput, error) {
	def, err := a.definition(ctx, in.Zone, in.Register)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	found := errs.List(nil)
	if b.Command == "correct" && b.From == "" {
		found = append(found, errs.Newf(errs.Invalid, "register.no_date", "请在 from 中写明更正的是自哪一天起的记录", "say in from which day's version is corrected").At("body.from"))
	}
	w := &wish{b.Command, b.As, b.From, b.Values, b.Void, b.Reason}
	return a.keep(ctx, c, in.Zone, def, in.Key, w, found, func(r *register.Record) error {
		if len(r.History) == 0 {
			_, err := a.record(ctx, in.Zone, def, in.Key)
			return err
		}
		return door.Unchanged(in.IfMatch, door.ETag(int64(len(r.History))), in.Key)
	})
}

// place is where an error's first fault lies.
func place(err error) string {
	if faults := errs.Faults(err); len(faults) > 0 {
		return faults[0].Where
	}
	return ""
}

// wish is a change of a record as it was sent.
type wish struct {
	command, as, from string
	values            map[string]any
	void              bool
	reason            string
}

// keep changes a record as it stands when check lets it.
func (a *api) keep(ctx context.Context, c *door.Caller, zone string, def *register.Definition, key string, w *wish, found errs.List, check func(*register.Record) error) (*RecordOutput, error) {
	act, err := a.acting(ctx, c, zone, w.as)
	if door.Gather(&found, err) != nil {
		return nil, err
	}
	from, err := door.Date(w.from, "body.from")
	if door.Gather(&found, err) != nil {
		return nil, err
	}
	today, err := a.today(ctx, zone)
	if err != nil {
		return nil, err
	}
	if from == 0 {
		from = today
	}
	var cmd register.Command = register.Put{ValidFrom: from, Values: w.values, Actor: act.Actor}
	switch w.command {
	case "correct":
		cmd = register.Correct{ValidFrom: from, Values: w.values, Void: w.void, Reason: w.reason, Actor: act.Actor}
	case "retire":
		cmd = register.Retire{From: from, Reason: w.reason, Actor: act.Actor}
	}
	var out *RecordOutput
	carry := func(ctx context.Context) error {
		before, err := a.Engine.Record(ctx, zone, def.Name, key)
		if err != nil {
			return err
		}
		before.Key = key
		if err := check(&before); err != nil {
			return err
		}
		r, err := a.Engine.Keep(ctx, zone, def.Name, key, act, cmd)
		if _, own := def.Fields[place(err)]; own {
			err = door.Inside(err, "body.values")
		}
		out = recordView(&r, today, time.Time{})
		return err
	}
	if len(found) == 0 {
		return out, a.Engine.Together(ctx, carry)
	}
	if key == "" {
		return nil, found.Err()
	}
	if err := a.Try(ctx, &found, carry); err != nil {
		return nil, err
	}
	return nil, found.Err()
}
