package engine

import (
	"cmp"
	"context"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// applied is the content of the event that puts a bundle in force.
type applied struct {
	Version string    `json:"version"`
	Hash    string    `json:"hash"` // over the paths and bytes of all files
	From    time.Time `json:"from"`
	Files   []string  `json:"files"`

	Replaces string `json:"replaces,omitempty"` // hash of the version that was to begin at that instant, and never governed

	Proposal   string `json:"proposal,omitempty"`    // where it was proposed by one and approved by another
	ProposedBy string `json:"proposed_by,omitempty"` // post
	Proposer   string `json:"proposer,omitempty"`    // person
}

const appliedType = "mechanism-applied"

// Apply puts a bundle in force from an instant, and records who did so, when, and the hash of the files. Whoever does
// must govern the zone; by the bundle's own org chart where it is the first. The zone is called as the bundle calls it.
// What already governs at that instant cannot be applied again; nothing before the last version's
// beginning can be rewritten. A version that is still to come makes way for another from its instant.
func (e *Engine) Apply(ctx context.Context, b *mechanism.Bundle, act Act, from time.Time) error {
	return e.inTx(ctx, func(ctx context.Context) error {
		if err := e.openZone(ctx, b.Zone, b.Title.In(text.Zh)); err != nil {
			return err
		}
		if err := e.apply(ctx, b, act, from, applied{}); err != nil {
			return err
		}
		if _, err := e.store.Checkpoint(ctx, b.Zone); errs.KindOf(err) != errs.NotFound {
			return err
		}
		_, _, err := e.checkpoint(ctx, b.Zone) // a zone is signed from its founding on: one without a checkpoint was robbed of them
		return err
	})
}

// apply puts a bundle in force in the running transaction; content says whose proposal it was.
func (e *Engine) apply(ctx context.Context, b *mechanism.Bundle, act Act, from time.Time, content applied) error {
	w, err := e.world(ctx, b.Zone)
	if err != nil {
		return err
	}
	from = ledger.Instant(from)
	if len(w.Timeline) == 0 {
		act, err = w.founded(b, act, from)
	} else {
		now := act.At
		if now.IsZero() {
			now = e.NowIn(b.Zone)
		}
		if err = w.follows(b, from, now); err == nil {
			needs := authority.Propose // who puts a version in force on the server does so alone
			if content.Proposal != "" {
				needs = authority.Apply
			}
			err = w.mayGovern(Act{Actor: act.Actor, At: now, Program: act.Program}, needs, text.Text{Zh: "启用机制", En: "put mechanisms in force"})
		}
		if err == nil {
			err = notPast(from, now)
		}
		if err == nil {
			err = e.notReckoned(ctx, b.Zone, from)
		}
		follows := w.followed(from)
		if follows != w {
			content.Replaces = w.Timeline.Newest().Hash
		}
		if err == nil {
			err = e.again(ctx, follows, b, from)
		}
		if err == nil {
			err = e.leavesNobody(ctx, follows, b, from)
		}
	}
	if err != nil {
		return err
	}
	files, err := pack(b)
	if err != nil {
		return err
	}
	content.Version, content.Hash, content.From = b.Version, b.Hash, from
	for _, f := range b.Files {
		content.Files = append(content.Files, f.Path)
	}
	if act.At.IsZero() {
		act.At = e.NowIn(b.Zone)
	}
	if err := e.store.PutVersion(ctx, VersionRow{
		ZoneID: b.Zone, FromAt: micros(from), Version: b.Version, Hash: b.Hash,
		AppliedAt: micros(ledger.Instant(act.At)), AppliedBy: act.Actor, Files: files,
	}); err != nil {
		return err
	}
	if err := e.recordUnder(ctx, w, ledger.StreamMechanism, act, fact{appliedType, content}); err != nil {
		return err
	}
	e.applied.Store(b.Zone+" "+b.Hash, b)
	if err := e.store.Touch(ctx, b.Zone, Range{}, micros(from)); err != nil {
		return err
	}
	return e.called(ctx, b.Zone, b.Title.In(text.Zh))
}

// follows tells whether a bundle may come after the version that was put in force last.
func (w *zoneWorld) follows(b *mechanism.Bundle, from, now time.Time) error {
	last := w.Timeline[len(w.Timeline)-1]
	begins := w.today(last.From)
	switch {
	case last.Bundle.Hash == b.Hash && w.today(from) != begins && (from.After(now) || last.From.After(now)):
		return errs.Newf(errs.Conflict, "mechanism.other_day", "这些文件（版本 %[1]s）已定于 %[2]s 起生效，不能另从 %[3]s 起；还没有生效而要改日期的，先用 qinlian apply --withdraw 撤回。版本号由文件内容算出，不用填写：要从别的日期起用别的规定，请先改好机制文件里的规定（哪个文件都可以），再以 --from 写明 %[2]s 之后的日期启用",
			"these files (version %[1]s) were applied already, from %[2]s on, and not from %[3]s; for another day, where they are still to come, take them back first with qinlian apply --withdraw. The version is worked out from what the files say and is written nowhere: for other rules from another day, change the rules in the mechanism's files, whichever they are in, and apply them with a --from after %[2]s", b.Version, begins, w.today(from))
	case last.Bundle.Hash == b.Hash:
		return errs.Newf(errs.Conflict, "mechanism.same_version", "这些文件（版本 %[1]s）已定于 %[2]s 起生效，无须再启用；如果改过规定，请核对改的是不是这个目录、存盘了没有：版本号由文件内容算出，内容变了才有新版本",
			"these files (version %[1]s) were applied already, from %[2]s on: nothing is to be done. If you changed a rule, see that it is in this folder and saved: the version is worked out from what the files say", b.Version, begins)
	case last.From.After(now) && from.Equal(last.From):
		if n := len(w.Timeline); n > 1 && w.Timeline[n-2].Bundle.Hash == b.Hash {
			return errs.Newf(errs.Conflict, "mechanism.governs_until", "这些文件（版本 %[1]s）就是 %[2]s 之前的版本；要取消定于 %[2]s 起的版本 %[3]s，请用 qinlian apply --withdraw",
				"these files (version %[1]s) are those that govern until %[2]s; to have version %[3]s not begin then, take it back with qinlian apply --withdraw", b.Version, begins, last.Bundle.Version)
		}
	case last.From.After(now) && from.Before(last.From):
		return errs.Newf(errs.Refused, "mechanism.before_pending", "版本 %[1]s 已定于 %[2]s 起生效，还没有生效。新版本可以与它同日（取代它）或晚于它；要更早，请先用 qinlian apply --withdraw 撤回它，再依次启用",
			"version %[1]s is to begin on %[2]s. Another may begin on that day, in its place, or later; for an earlier one take it back first with qinlian apply --withdraw, and apply both in order", last.Bundle.Version, begins)
	case !from.After(last.From):
		return errs.Newf(errs.Refused, "mechanism.from_past", "新版本须晚于现行版本的生效时间 %[1]s", "a new version must begin after the one in force, %[1]s", calendar.Stamp(last.From))
	}
	for _, v := range w.Timeline {
		if err := b.NumbersLike(v.Bundle); err != nil {
			return err
		}
	}
	return w.followed(from).Timeline.Retyped(b).Err()
}

// again refuses a chart that gives a name again while open matters are recorded under it that have gone to an heir, as the commands do.
func (e *Engine) again(ctx context.Context, w *zoneWorld, b *mechanism.Bundle, from time.Time) error {
	day := w.today(from)
	for _, a := range w.chart(day).Again(w.charted(b), day) {
		if owns, err := e.owns(ctx, w.Zone, a.Name); err != nil || owns {
			return cmp.Or(err, error(a.Refused()))
		}
	}
	return nil
}

// notPast refuses what would take effect before now.
func notPast(from, now time.Time) error {
	if from.Before(ledger.Instant(now)) {
		return errs.Newf(errs.Refused, "mechanism.from_past", "新版本不得追溯生效：%[1]s 已过", "a new version cannot take effect in the past: %[1]s", calendar.Stamp(from))
	}
	return nil
}

// notReckoned refuses what would take effect before something that the ledger has worked out, as knownFrom does: it would stay as the
// version then in force made it. Whoever names an instant of their own (Act.At) may name a past one.
func (e *Engine) notReckoned(ctx context.Context, zone string, from time.Time) error {
	last, err := e.reckoned(ctx, zone)
	if err == nil && from.Before(last) {
		err = errs.Newf(errs.Refused, "mechanism.from_past", "新版本不得追溯生效：台账已记到 %[1]s，此前记入、算出的不会再按它重算；请自那以后起（试算若早些启用会怎样，用 plan）",
			"a new version cannot take effect in the past: the ledger has gone on to %[1]s, and what was entered and counted until then would not be counted again by it. Let it begin after that; plan tells what it would have changed", calendar.Stamp(last))
	}
	return err
}

// Timeline is which mechanisms have governed a zone since when.
func (e *Engine) Timeline(ctx context.Context, zone string) (mechanism.Timeline, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, err
	}
	return w.Timeline, nil
}

// TitleAt is what the mechanisms that govern at an instant call a zone, in Chinese. A unit that is renamed gives the zone
// no other name.
func (e *Engine) TitleAt(ctx context.Context, zone string, at time.Time) (string, error) {
	z, err := e.store.Zone(ctx, zone)
	if err != nil {
		return "", err
	}
	timeline, err := e.Timeline(ctx, zone)
	return calledAt(timeline, at, &z), err
}

func calledAt(timeline mechanism.Timeline, at time.Time, z *ZoneRow) string {
	if b := timeline.At(at); b != nil {
		return b.Title.In(text.Zh)
	}
	return z.Title
}

// World is what decisions in a zone consult now. Trees are read within ctx and once.
func (e *Engine) World(ctx context.Context, zone string) (matter.World, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return matter.World{}, err
	}
	return *w.matterWorld(&turn{ctx: ctx, engine: e, world: w, zone: zone}), nil
}
