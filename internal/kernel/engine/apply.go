package engine

import (
	"context"
	"time"

	"qinlian/internal/base/errs"
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
}

// Apply puts a bundle in force from an instant, and records who did so, when, and the hash of the files.
// What already governs at that instant cannot be applied again; nothing before the last version's
// beginning can be rewritten.
func (e *Engine) Apply(ctx context.Context, b *mechanism.Bundle, act Act, from time.Time) error {
	if err := e.OpenZone(ctx, b.Zone, b.Title.In("zh")); err != nil {
		return err
	}
	return e.inTx(ctx, func(ctx context.Context) error {
		w, err := e.world(ctx, b.Zone)
		if err != nil {
			return err
		}
		from := ledger.Instant(from)
		if n := len(w.Timeline); n > 0 {
			last := w.Timeline[n-1]
			if last.Bundle.Hash == b.Hash {
				return errs.Newf(errs.Conflict, "mechanism.same_version", "版本 %[1]s 已定于 %[2]s 起生效，无须再启用", "version %[1]s was applied already, from %[2]s on",
					b.Version, w.today(last.From))
			}
			if !from.After(last.From) {
				return errs.Newf(errs.Refused, "mechanism.from_past", "新版本须晚于现行版本的生效时间 %[1]s", "a new version must begin after the one in force, %[1]s", last.From.Format(time.RFC3339))
			}
			if act.At.IsZero() && from.Before(e.Now()) {
				return errs.Newf(errs.Refused, "mechanism.from_past", "新版本不得追溯生效：%[1]s 已过", "a new version cannot take effect in the past: %[1]s", from.Format(time.RFC3339))
			}
		}
		files, err := pack(b)
		if err != nil {
			return err
		}
		content := applied{Version: b.Version, Hash: b.Hash, From: from}
		for _, f := range b.Files {
			content.Files = append(content.Files, f.Path)
		}
		if act.At.IsZero() {
			act.At = e.Now()
		}
		if err := e.store.PutVersion(ctx, VersionRow{
			ZoneID: b.Zone, FromAt: micros(from), Version: b.Version, Hash: b.Hash,
			AppliedAt: micros(ledger.Instant(act.At)), AppliedBy: act.Actor, Files: files,
		}); err != nil {
			return err
		}
		if err := e.recordUnder(ctx, w, streamMechanism, act, fact{"mechanism-applied", content}); err != nil {
			return err
		}
		if err := e.store.Touch(ctx, b.Zone, micros(from)); err != nil {
			return err
		}
		return e.changed(ctx, b.Zone)
	})
}

// Timeline is which mechanisms have governed a zone since when.
func (e *Engine) Timeline(ctx context.Context, zone string) (mechanism.Timeline, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, err
	}
	return w.Timeline, nil
}

// World is what decisions in a zone consult now: for replays.
func (e *Engine) World(ctx context.Context, zone string) (matter.World, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return matter.World{}, err
	}
	return w.World, nil
}
