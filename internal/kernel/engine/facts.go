package engine

import (
	"context"
	"iter"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
)

// Facts keeps the packed records of registers that keep facts. A row follows from its stream's events (verify compares
// them); the words that rows name by number are shared by a zone's rows.
type Facts interface {
	// FactRows returns the rows of streams, in order of stream; those that do not exist are left out.
	FactRows(ctx context.Context, zone string, streams []string) ([]FactRow, error)
	// WalkFacts walks the rows of a range of streams in order. What it gives holds until the next.
	WalkFacts(ctx context.Context, zone string, r Range) iter.Seq2[FactRow, error]
	// WalkPacked is WalkFacts without names, sequence numbers and heads.
	WalkPacked(ctx context.Context, zone string, r Range) iter.Seq2[FactRow, error]
	CountFacts(ctx context.Context, zone string, r Range) (int, error)
	// FactRanges cuts a range into at most so many that may be walked side by side; in a transaction into one.
	FactRanges(ctx context.Context, zone string, r Range, parts int) ([]Range, error)
	PutFacts(ctx context.Context, rows []FactRow) error
	FactTexts
}

// FactTexts keeps the words that rows name by number.
type FactTexts interface {
	// FactWords returns the words in order of their number, which begins with 1; PutFactWords adds some.
	FactWords(ctx context.Context, zone string) ([]string, error)
	PutFactWords(ctx context.Context, zone string, first int, words []string) error
}

// FactRow is one record of a register that keeps facts.
type FactRow struct {
	ZoneID string `bun:"zone_id,pk"`
	Stream string `bun:"stream,pk"`
	Name   string `bun:"name"`
	Seq    int64  `bun:"seq"`
	Head   []byte `bun:"head"`  // hash of the last event
	Facts  []byte `bun:"facts"` // facts.Pack
}

// Key is the record's key.
func (r *FactRow) Key() string { return r.Stream[strings.LastIndexByte(r.Stream, '/')+1:] }

func factStream(register, key string) string { return ledger.FactPrefix + register + "/" + key }

// factRange is where the rows of a register lie.
func factRange(register string) Range {
	return Range{From: factStream(register, ""), Below: ledger.FactPrefix + register + "0"} // 0 is what follows /
}

// FactOutcome is what became of one command.
type FactOutcome struct {
	Record facts.Record
	Facts  int  // how many were new; 0 and Said false where it was all known
	Said   bool // a statement was recorded
	Err    error
}

// whole refuses a register that keeps no facts.
func whole(def *register.Definition) error {
	if def.Facts {
		return nil
	}
	return errs.Newf(errs.Invalid, "facts.whole", "登记簿“%[1]s”整条登记，不逐项记录（其机制文件没有 facts: true）", "the records of register %[1]q are written as a whole (its file does not say facts: true)", def.Name)
}

// FactRegister is a register that keeps facts as it is read at an instant, with its classes by name: by the last version that
// had it.
func (e *Engine) FactRegister(ctx context.Context, zone, name string, at time.Time) (*register.Definition, map[string]*register.Classes, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, nil, err
	}
	b, def, _ := w.Timeline.Register(name, at)
	if def == nil {
		_, err := w.definition(name, at)
		return nil, nil, err
	}
	if err := whole(def); err != nil {
		return nil, nil, err
	}
	return def, b.Classes, nil
}

// State carries out commands on records of a register that keeps facts, in one transaction. A command that is refused is
// left out, and its outcome says why; the others stand. Some thousands are a good number. With dry nothing is written.
func (e *Engine) State(ctx context.Context, zone, name string, act Act, dry bool, commands []facts.Command) ([]FactOutcome, error) {
	if act.At.IsZero() {
		act.At = e.NowIn(zone)
	}
	act.At = ledger.Instant(act.At)
	var out []FactOutcome
	err := e.inTx(ctx, func(ctx context.Context) error {
		w, err := e.world(ctx, zone)
		if err != nil {
			return err
		}
		def, err := w.definition(name, act.At)
		if err == nil {
			err = whole(def)
		}
		if err != nil {
			return err
		}
		c := matter.Command{Actor: act.Actor, Person: act.Person, At: act.At}
		if err := w.actor(&c); err != nil {
			return err
		}
		s := stating{engine: e, world: w, def: def, by: c, dry: dry}
		if out, err = s.all(ctx, commands); err != nil || dry {
			return err
		}
		return s.save(ctx)
	})
	return out, err
}

// stating is one run of State.
type stating struct {
	engine *Engine
	world  *zoneWorld
	def    *register.Definition
	by     matter.Command
	dry    bool

	words   *facts.Words
	records map[string]*stated // by stream
	order   []*stated          // those that changed
	sealed  []ledger.Record
}

// stated is a record in hand.
type stated struct {
	stream string
	record facts.Record
	seq    int64
	head   ledger.Hash
	news   bool
}

func (s *stating) all(ctx context.Context, commands []facts.Command) ([]FactOutcome, error) {
	if err := s.load(ctx, commands); err != nil {
		return nil, err
	}
	out := make([]FactOutcome, len(commands))
	recorded := s.engine.NowIn(s.world.Zone)
	for i := range commands {
		c := &commands[i]
		in := s.records[s.stream(c.Key)]
		if in == nil {
			in = &stated{stream: s.stream(c.Key)}
			s.records[in.stream] = in
		}
		statement, said, err := facts.Decide(&in.record, c, s.def, s.by.At)
		if err != nil || !said {
			out[i] = FactOutcome{Record: in.record, Err: err}
			continue
		}
		in.record = facts.Evolve(in.record, facts.Said{Statement: statement, At: s.by.At, Actor: s.by.Actor})
		out[i] = FactOutcome{Record: in.record, Facts: len(statement.Facts), Said: true}
		if s.dry {
			continue
		}
		in.seq++
		r := ledger.SealContent(ledger.Event{
			Zone: s.world.Zone, Stream: in.stream, Seq: in.seq, At: s.by.At, Recorded: recorded, Type: statement.Type(), Actor: s.by.Actor,
			Person: s.by.Person, Deputy: s.by.Deputy, Basis: s.world.basis(s.by.At),
		}, &statement, in.head)
		in.head = r.Hash
		s.sealed = append(s.sealed, r)
		if !in.news {
			in.news = true
			s.order = append(s.order, in)
		}
	}
	return out, nil
}

// stream is where a key's record lies, the key brought into its form.
func (s *stating) stream(key string) string {
	if f := s.def.Fields[s.def.Key]; f.Check != "" {
		if code, err := register.CheckCode(f.Check, key); err == nil || errs.Is(err, "register.code_digit") {
			key = code
		}
	}
	return factStream(s.def.Name, key)
}

func (s *stating) load(ctx context.Context, commands []facts.Command) error {
	streams := make([]string, 0, len(commands))
	for i := range commands {
		streams = append(streams, s.stream(commands[i].Key))
	}
	rows, stored, err := s.engine.factRows(ctx, s.world.Zone, streams...)
	if err != nil {
		return err
	}
	s.words, s.records = facts.NewWords(stored), make(map[string]*stated, len(commands))
	for i := range rows {
		in := &stated{stream: rows[i].Stream, seq: rows[i].Seq}
		copy(in.head[:], rows[i].Head)
		if in.record, err = facts.Unpack(s.def.Name, rows[i].Key(), rows[i].Facts, s.words); err != nil {
			return unreadableFacts(rows[i].Stream, err)
		}
		s.records[in.stream] = in
	}
	return nil
}

// factRows reads rows and the words that they name: words after rows, for both are written together.
func (e *Engine) factRows(ctx context.Context, zone string, streams ...string) ([]FactRow, []string, error) {
	rows, err := e.store.FactRows(ctx, zone, streams)
	if err != nil {
		return nil, nil, err
	}
	words, err := e.store.FactWords(ctx, zone)
	return rows, words, err
}

func unreadableFacts(stream string, err error) error {
	return broken("ledger.facts", "%[1]s：表 facts 的行无法读出", "%[1]s: its row of table facts cannot be read", stream).(*errs.Error).Because(err) //nolint:errorlint,forcetypeassert // broken makes one
}

func (s *stating) save(ctx context.Context) error {
	if len(s.sealed) == 0 {
		return nil
	}
	if err := s.engine.store.Append(ctx, s.world.Zone, s.sealed); err != nil {
		return err
	}
	rows := make([]FactRow, len(s.order))
	for i, in := range s.order {
		rows[i] = factRow(s.world.Zone, in.stream, &in.record, in.seq, in.head, s.words)
	}
	if first, fresh := s.words.Fresh(); len(fresh) > 0 {
		if err := s.engine.store.PutFactWords(ctx, s.world.Zone, first, fresh); err != nil {
			return err
		}
	}
	return s.engine.store.PutFacts(ctx, rows)
}

// factRow is the row that caches a record.
func factRow(zone, stream string, r *facts.Record, seq int64, head ledger.Hash, words *facts.Words) FactRow {
	return FactRow{ZoneID: zone, Stream: stream, Name: factName(r), Seq: seq, Head: head[:], Facts: facts.Pack(r, words)}
}

// factName is what a record was called last, by its field name; its key where it has none.
func factName(r *facts.Record) string {
	name, from := r.Key, clock.Date(-1<<31)
	for i := range r.Said {
		for j := range r.Said[i].Facts {
			f := &r.Said[i].Facts[j]
			if f.Field == "name" && f.Period == 0 && f.Value.Text() != "" && r.Said[i].From >= from {
				name, from = f.Value.Text(), r.Said[i].From
			}
		}
	}
	return name
}

// FactRecord is one record with all that was ever said of it; NotFound.
func (e *Engine) FactRecord(ctx context.Context, zone string, def *register.Definition, key string) (facts.Record, error) {
	s := stating{def: def}
	rows, stored, err := e.factRows(ctx, zone, s.stream(key))
	if err != nil {
		return facts.Record{}, err
	}
	if len(rows) == 0 {
		return facts.Record{}, errs.Newf(errs.NotFound, "register.no_record", "“%[1]s”中没有 %[3]s", "there is no %[3]s in “%[2]s”", def.Title.Zh, def.Title.En, key)
	}
	r, err := facts.Unpack(def.Name, rows[0].Key(), rows[0].Facts, facts.NewWords(stored))
	if err != nil {
		return r, unreadableFacts(rows[0].Stream, err)
	}
	return r, nil
}
