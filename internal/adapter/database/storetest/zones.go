package storetest

import (
	"context"
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
)

var zoneTests = map[string]func(*bench){
	"a zone is not found before it is put and then comes back whole": func(b *bench) {
		id := b.zone + "/新"
		_, err := b.store.Zone(b.Context(), id)
		b.wantKind(err, errs.NotFound, "zone.not_found")

		want := filled[engine.ZoneRow](id)
		b.inTx(func(ctx context.Context) error { return b.store.PutZone(ctx, want) })
		same(b, "zone", got(b.store.Zone(b.Context(), id))(b), want)

		zones := got(b.store.ListZones(b.Context()))(b)
		if !slices.Contains(zones, want) || !slices.IsSortedFunc(zones, func(x, y engine.ZoneRow) int {
			return slices.Compare([]byte(x.ZoneID), []byte(y.ZoneID))
		}) {
			b.Errorf("the list of zones lacks it or is not in order: %v", zones)
		}
	},

	"changing a zone does not turn its size back": func(b *bench) {
		before := got(b.store.Zone(b.Context(), b.zone))(b)
		b.append(b.chain("a", nil, 2)...)
		before.World++
		b.inTx(func(ctx context.Context) error { return b.store.PutZone(ctx, before) })
		if after := got(b.store.Zone(b.Context(), b.zone))(b); after.Size != 2 || after.World != 1 {
			b.Errorf("got size %d and world %d, want 2 and 1", after.Size, after.World)
		}
	},

	"versions come in order of the instant they hold from, with their files to the byte": func(b *bench) {
		later, earlier := filled[engine.VersionRow](b.zone), filled[engine.VersionRow](b.zone)
		earlier.FromAt, earlier.Files = -1, nil
		b.inTx(func(ctx context.Context) error { return b.store.PutVersion(ctx, later) })
		b.inTx(func(ctx context.Context) error { return b.store.PutVersion(ctx, earlier) })
		versions := got(b.store.Versions(b.Context(), b.zone))(b)
		if len(versions) != 2 || len(versions[0].Files) != 0 {
			b.Fatalf("got %v", versions)
		}
		versions[0].Files = nil
		same(b, "versions", versions, []engine.VersionRow{earlier, later})
		b.inTx(func(ctx context.Context) error { return b.store.DropVersion(ctx, b.zone, later.FromAt) })
		if left := got(b.store.Versions(b.Context(), b.zone))(b); len(left) != 1 || left[0].FromAt != earlier.FromAt {
			b.Errorf("the later one is dropped and there are %v", left)
		}
		same(b, "versions of another zone", len(got(b.store.Versions(b.Context(), b.newZone()))(b)), 0)
	},

	"a proposal comes back whole, and in a list without what is long, the newest first": func(b *bench) {
		older, newer := filled[engine.ProposalRow](b.zone), filled[engine.ProposalRow](b.zone)
		older.ID, newer.ID = "1", "2"
		for _, p := range []engine.ProposalRow{older, newer} {
			b.inTx(func(ctx context.Context) error { return b.store.PutProposal(ctx, p) })
		}
		older.State = "refused"
		b.inTx(func(ctx context.Context) error { return b.store.PutProposal(ctx, older) })
		same(b, "proposal", got(b.store.Proposal(b.Context(), b.zone, "1"))(b), older)
		listed := got(b.store.Proposals(b.Context(), b.zone))(b)
		for _, p := range []*engine.ProposalRow{&older, &newer} {
			p.Sight, p.Report, p.Files = "", nil, nil
		}
		same(b, "proposals", listed, []engine.ProposalRow{newer, older})
		_, err := b.store.Proposal(b.Context(), b.newZone(), "1")
		b.wantKind(err, errs.NotFound, "proposal.not_found")
	},

	"numbers begin with 1 in each register and year, and a rollback gives them back": func(b *bench) {
		several := func(ctx context.Context, register string, year, n, want int) error { //nolint:unparam // inTx takes one that may fail
			if n := got(b.store.TakeNumbers(ctx, b.zone, register, year, n))(b); n != want {
				b.Errorf("%s %d: got %d, want %d", register, year, n, want)
			}
			return nil
		}
		take := func(ctx context.Context, register string, year, want int) error {
			return several(ctx, register, year, 1, want)
		}
		b.inTx(func(ctx context.Context) error { return take(ctx, "督", 2026, 1) })
		b.undone(func(ctx context.Context) error { return take(ctx, "督", 2026, 2) })
		b.inTx(func(ctx context.Context) error { return take(ctx, "督", 2026, 2) })
		b.inTx(func(ctx context.Context) error { return take(ctx, "督", 2027, 1) })
		b.inTx(func(ctx context.Context) error { return take(ctx, "招", 2026, 1) })
		b.inTx(func(ctx context.Context) error { return several(ctx, "督", 2026, 5, 3) })
		b.inTx(func(ctx context.Context) error { return several(ctx, "函", 2026, 5, 1) })
		b.inTx(func(ctx context.Context) error { return several(ctx, "督", 2026, 0, 8) })
		b.inTx(func(ctx context.Context) error { return take(ctx, "督", 2026, 8) })
		same(b, "counters", got(b.store.Numbers(b.Context(), b.zone))(b), []engine.NumberRow{
			{ZoneID: b.zone, Register: "函", Year: 2026, Last: 5},
			{ZoneID: b.zone, Register: "招", Year: 2026, Last: 1},
			{ZoneID: b.zone, Register: "督", Year: 2026, Last: 8},
			{ZoneID: b.zone, Register: "督", Year: 2027, Last: 1},
		})
		same(b, "counters of another zone", len(got(b.store.Numbers(b.Context(), b.newZone()))(b)), 0)
	},
}
