package engine

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// What is to govern from a day to come has decided nothing yet: until then it can be replaced (Apply from the same instant) or taken
// back. Its row goes, its event stays, and the event of what was done says which version it was.

const takenBackType = "mechanism-taken-back"

// takenBack is the content of the event by which a version is taken back before it begins.
type takenBack struct {
	Version string    `json:"version"`
	Hash    string    `json:"hash"`
	From    time.Time `json:"from"`
}

// TakeBack takes back the version that was applied last, before it begins, and gives it. Whoever does must govern the zone.
func (e *Engine) TakeBack(ctx context.Context, zone string, act Act) (mechanism.Version, error) {
	var last mechanism.Version
	err := e.inTx(ctx, func(ctx context.Context) error {
		w, err := e.world(ctx, zone)
		if err != nil {
			return err
		}
		if act.At.IsZero() {
			act.At = e.NowIn(zone)
		}
		n := len(w.Timeline)
		if n > 0 {
			last = w.Timeline[n-1]
		}
		switch {
		case n == 0 || !last.From.After(act.At):
			return errs.Newf(errs.Conflict, "mechanism.none_pending", "没有定于以后生效的版本，没有可撤回的", "no version is still to begin: there is nothing to take back")
		case n == 1:
			return errs.Newf(errs.Refused, "mechanism.only_version", "版本 %[1]s 是本地区的第一个版本，不能撤回；要改的，用改好的文件从同一天 %[2]s 起启用，即取代它", "version %[1]s is the zone's first and cannot be taken back; apply the files as they should be from the same day, %[2]s, in its place",
				last.Bundle.Version, w.today(last.From))
		}
		if err := w.mayGovern(act, authority.Propose, text.Text{Zh: "撤回机制", En: "take mechanisms back"}); err != nil {
			return err
		}
		if err := e.notReckoned(ctx, zone, last.From); err != nil {
			return err
		}
		if err := e.store.DropVersion(ctx, zone, micros(last.From)); err != nil {
			return err
		}
		if err := e.recordUnder(ctx, w, ledger.StreamMechanism, act, fact{takenBackType, takenBack{last.Bundle.Version, last.Bundle.Hash, ledger.Instant(last.From)}}); err != nil {
			return err
		}
		return e.called(ctx, zone, w.Timeline[n-2].Bundle.Title.In(text.Zh))
	})
	return last, err
}

// followed is the zone's world as a version from an instant follows it: without the last one where that was to begin then.
func (w *zoneWorld) followed(from time.Time) *zoneWorld {
	n := len(w.Timeline) - 1
	if n < 0 || !w.Timeline[n].From.Equal(from) {
		return w
	}
	then := &zoneWorld{World: w.World, count: w.count, charts: slices.Clip(w.charts[:n]), orgLog: w.orgLog}
	then.Timeline = slices.Clip(w.Timeline[:n])
	then.Org = func(d clock.Date) *org.View { return then.view(d) }
	return then
}

// AppliedVersion is a version that governs, governed or will, and the proposal that it came of where one proposed and another approved it.
type AppliedVersion struct {
	mechanism.Version

	Recorded   time.Time // when it was written down; differs from AppliedAt where that was said to be another time
	Proposal   string    // id
	ProposedBy string    // post
	Why        string
}

// Applied lists the versions of a zone's mechanisms in order of the instant from which they govern.
func (e *Engine) Applied(ctx context.Context, zone string) ([]AppliedVersion, error) {
	timeline, err := e.Timeline(ctx, zone)
	if err != nil {
		return nil, err
	}
	proposals, err := e.store.Proposals(ctx, zone)
	if err != nil {
		return nil, err
	}
	recorded := map[int64]time.Time{} // by the instant from which it governs; the last one of an instant stands
	if err := e.decodeStream(ctx, zone, ledger.StreamMechanism, func(ev ledger.Event) error {
		var content applied
		if ev.Type != appliedType {
			return nil
		}
		err := json.Unmarshal(ev.Data, &content)
		recorded[micros(content.From)] = ev.Recorded
		return err
	}); err != nil {
		return nil, err
	}
	out := make([]AppliedVersion, len(timeline))
	for i, v := range timeline {
		out[i].Version, out[i].Recorded = v, recorded[micros(v.From)]
		for j := range proposals {
			if p := &proposals[j]; p.State == ProposalApproved && p.Hash == v.Bundle.Hash && p.FromAt == v.From.UnixMicro() {
				out[i].Proposal, out[i].ProposedBy, out[i].Why = p.ID, p.Post, p.Why
			}
		}
	}
	return out, nil
}
