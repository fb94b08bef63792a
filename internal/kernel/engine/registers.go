package engine

import (
	"context"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/register"
)

func recordStream(name, key string) string { return ledger.RegisterPrefix + name + "/" + key }

// Record folds one record of a register; the zero Record when there is none yet.
func (e *Engine) Record(ctx context.Context, zone, name, key string) (register.Record, error) {
	var r register.Record
	err := e.decodeStream(ctx, zone, recordStream(name, key), func(ev ledger.Event) error {
		content, err := register.Decode(ev.Type, ev.Data)
		if err != nil {
			return err
		}
		r = register.Evolve(r, content)
		return nil
	})
	return r, err
}

// Records folds every record of a register, in order of key.
func (e *Engine) Records(ctx context.Context, zone, name string) ([]register.Record, error) {
	prefix := recordStream(name, "")
	streams, err := e.store.Streams(ctx, zone, prefix)
	if err != nil {
		return nil, err
	}
	var out []register.Record
	for _, s := range streams {
		r, err := e.Record(ctx, zone, name, s[len(prefix):])
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// Keep puts, corrects or retires a record.
func (e *Engine) Keep(ctx context.Context, zone, name, key string, act Act, c register.Command) (register.Record, error) {
	var out register.Record
	err := e.inTx(ctx, func(ctx context.Context) error {
		w, err := e.world(ctx, zone)
		if err != nil {
			return err
		}
		if act.At.IsZero() {
			act.At = e.NowIn(zone)
		}
		def, err := w.definition(name, act.At)
		if err != nil {
			return err
		}
		if def.Facts {
			return errs.Newf(errs.Invalid, "register.by_fact", "“%[1]s”逐项登记，各项写明来源，不整条登记（企业档案用 enterprise state、correct、retire）", "“%[2]s” is kept fact by fact, each with its source, not as a whole (for enterprises: enterprise state, correct, retire)", def.Title.Zh, def.Title.En)
		}
		if p, ok := c.(register.Put); ok && key == "" {
			key = register.KeyOf(def, p.Values)
		}
		r, err := e.Record(ctx, zone, name, key)
		if err != nil {
			return err
		}
		events, err := register.Decide(r, c, def, act.At)
		if err != nil {
			return err
		}
		facts := make([]fact, len(events))
		for i, ev := range events {
			facts[i] = fact{ev.Type(), ev}
			r = register.Evolve(r, ev)
		}
		out = r
		return e.recordUnder(ctx, w, recordStream(name, key), act, facts...)
	})
	return out, err
}

// definition is the register in force, in which records are entered.
func (w *zoneWorld) definition(name string, at time.Time) (*register.Definition, error) {
	_, def, leftOut := w.Timeline.Register(name, at)
	switch {
	case def == nil:
		return nil, errs.Newf(errs.NotFound, "register.unknown", "没有登记簿“%[1]s”", "there is no register %[1]q", name)
	case !leftOut.IsZero():
		return nil, errs.Newf(errs.Refused, "register.left_out", "登记簿“%[1]s”自 %[3]s 起已不在机制里，不再登记、更正；已有的记录照常可查", "the register %[2]q was left out of the mechanisms on %[3]s: nothing is entered in it any more, and what it holds can be read as ever",
			def.Title.In(text.Zh), def.Title.In(text.En), w.today(leftOut))
	}
	return def, nil
}

// CountRecords counts the records of a register, those that are out of use among them.
func (e *Engine) CountRecords(ctx context.Context, zone string, def *register.Definition) (int, error) {
	if def.Facts {
		return e.store.CountFacts(ctx, zone, factRange(def.Name))
	}
	streams, err := e.store.Streams(ctx, zone, recordStream(def.Name, ""))
	return len(streams), err
}
