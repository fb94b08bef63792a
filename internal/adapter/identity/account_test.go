package identity

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/kernel/authority"
)

func TestAnAccountIsOpenedByOneAdministratorAndAdmittedByAnother(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		a, err := w.Open(ctx, w.by("sys"), &Draft{Login: " ＣａｉＺｈｅｎｇ ", Title: "财政局局长", Zone: zone, Kind: Staff, Person: "p-003"})
		must(t, err)
		if a.Login != "caizheng" || a.State != Pending {
			t.Errorf("opened as %q, %s", a.Login, a.State)
		}
		for _, other := range []string{"sys", "aud", "zhaoshang", "hotline"} {
			_, err = w.Admit(ctx, w.by(other), a.ID, 0)
			wantCode(t, err, "identity.duty")
		}
		a, err = w.Admit(ctx, w.by("sec"), a.ID, a.Version)
		must(t, err)
		if a.State != Open || a.AdmittedBy != w.id("sec") {
			t.Errorf("admitted as %s by %s", a.State, a.AdmittedBy)
		}
		password, err := w.ResetPassword(ctx, w.by("sec"), a.ID)
		must(t, err)
		_, err = w.Readmit(ctx, w.by("sys"), a.ID, 0)
		must(t, err)
		v, err := w.browser().signIn("CAIZHENG", password)
		must(t, err)
		wantCode(t, v.Ready(), "identity.needs_password")

		var actions []string
		for _, l := range w.lines(zone) {
			if l.Object == a.ID {
				actions = append(actions, l.Action)
			}
		}
		if want := []string{"account.opened", "account.admitted", "account.password_reset", "account.readmitted", "sign-in.password"}; !slices.Equal(actions, want) {
			t.Errorf("the log says %v, want %v", actions, want)
		}
	})
}

func TestTheThreeAdministratorsExcludeOneAnotherAndBusiness(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for name, c := range map[string]struct {
			draft Draft
			code  string
		}{
			"an administrator with a person":         {Draft{Login: "x1", Title: "x", Kind: Staff, Admin: SystemAdmin, Holder: "G-9", Person: "p-1"}, "identity.separation"},
			"an administrator that is a machine":     {Draft{Login: "x2", Title: "x", Kind: Machine, Admin: AuditAdmin, Holder: "G-9"}, "identity.separation"},
			"an administrator with a party":          {Draft{Login: "x3", Title: "x", Kind: Staff, Admin: AuditAdmin, Holder: "G-9", Parties: []string{"e"}}, "identity.party_of_none"},
			"an administrator nobody answers for":    {Draft{Login: "x4", Title: "x", Kind: Staff, Admin: SecurityAdmin}, "identity.no_holder"},
			"an administrator of a fourth sort":      {Draft{Login: "x5", Title: "x", Kind: Staff, Admin: "root", Holder: "G-9"}, "identity.bad_admin"},
			"one person who is two of the three":     {Draft{Login: "x6", Title: "x", Kind: Staff, Admin: SystemAdmin, Holder: "G-02"}, "identity.taken"},
			"one person with two accounts":           {Draft{Login: "x7", Title: "x", Kind: Staff, Zone: zone, Person: "p-001"}, "identity.taken"},
			"a login that is in use":                 {Draft{Login: "Sys", Title: "x", Kind: Staff, Zone: zone}, "identity.taken"},
			"staff of no zone":                       {Draft{Login: "x8", Title: "x", Kind: Staff}, "identity.no_zone"},
			"an enterprise that acts for nobody":     {Draft{Login: "x9", Title: "x", Kind: Enterprise, Zone: zone}, "identity.no_party"},
			"a login with a letter that looks alike": {Draft{Login: "pаypal", Title: "x", Kind: Staff, Zone: zone}, "identity.bad_login"},
			"a title with a line break":              {Draft{Login: "xa", Title: "x\ny", Kind: Staff, Zone: zone}, "identity.bad_title"},
		} {
			_, err := w.Open(t.Context(), w.by("sys"), &c.draft)
			if err == nil || !strings.Contains(name+codes(err), c.code) {
				t.Errorf("%s: got %v, want %s", name, err, c.code)
			}
		}
		// What the function lets through by mistake, the database does not.
		err := w.db.InTx(t.Context(), func(ctx ctxT) error {
			_, err := w.db.Conn(ctx).NewRaw("UPDATE accounts SET person = 'p-9' WHERE login = 'sys'").Exec(ctx)
			return err
		})
		if err == nil {
			t.Error("the database took an administrator with a person")
		}
	})
}

func TestNoAdministratorStandsForMoreThanTheirPost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"", "p-1", "e-1"})
		a := Account{
			Login: "some.body", Title: "某岗位", Zone: rapid.SampledFrom([]string{"", zone}).Draw(t, "zone"),
			Kind:   rapid.SampledFrom([]Kind{Staff, Enterprise, Citizen, Machine, "else"}).Draw(t, "kind"),
			Admin:  rapid.SampledFrom([]Admin{NoAdmin, SystemAdmin, SecurityAdmin, AuditAdmin, "root"}).Draw(t, "admin"),
			Person: word.Draw(t, "person"), Holder: word.Draw(t, "holder"), Parties: rapid.SliceOfN(word, 0, 2).Draw(t, "parties"),
		}
		if len(a.faults()) > 0 || a.Admin == NoAdmin {
			return
		}
		s := authority.Subject{Standing: a.Standing(), Parties: a.Parties, Person: a.Person}
		if len(s.Parties)+len(s.Person) > 0 || s.Can(authority.Register) || s.Standing&(s.Standing-1) != 0 || s.Standing == 0 {
			t.Fatalf("%+v stands as %+v", a, s)
		}
	})
}

func TestWhatAnAccountMayDoCannotChangeWithoutBeingAdmittedAnew(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		b := w.enter("zhaoshang")
		a := w.accounts["zhaoshang"].Account
		draft := Draft{Login: a.Login, Title: "招商局副局长", Zone: zone, Kind: Staff, Person: "p-001"}
		a, err := w.Amend(ctx, w.by("sys"), a.ID, 0, &draft)
		must(t, err, b.inside())
		if a.State != Open {
			t.Errorf("another title alone made it %s", a.State)
		}
		_, err = w.Amend(ctx, w.by("sys"), a.ID, a.Version-1, &draft)
		wantCode(t, err, "identity.changed")
		draft.Login = "a-claim-of-the-administrators" // by which a provider would let in whom it vouches for
		a, err = w.Amend(ctx, w.by("sys"), a.ID, a.Version, &draft)
		must(t, err)
		if a.State != Pending {
			t.Errorf("another login left it %s", a.State)
		}
		wantCode(t, b.inside(), "identity.sign_in")
		_, err = w.Admit(ctx, w.by("sec"), a.ID, 0)
		must(t, err)
		draft.Person = "p-009"
		a, err = w.Amend(ctx, w.by("sys"), a.ID, 0, &draft)
		must(t, err)
		if a.State != Pending {
			t.Errorf("another person left it %s", a.State)
		}
		_, err = w.browser().signIn(a.Login, w.accounts["zhaoshang"].Password)
		wantCode(t, err, "identity.wrong") // who had it before knows the password
		draft.Admin, draft.Person, draft.Zone, draft.Holder = AuditAdmin, "", "", "G-8"
		_, err = w.Amend(ctx, w.by("sys"), a.ID, 0, &draft)
		wantCode(t, err, "identity.admin_fixed")
	})
}

func TestLockingKeepsAnAccountOutAtOnceAndClosingForEver(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		b, id, password := w.enter("zhaoshang"), w.id("zhaoshang"), w.accounts["zhaoshang"].Password
		_, err := w.Lock(ctx, w.by("sec"), id, 0)
		must(t, err)
		wantCode(t, b.inside(), "identity.sign_in")
		_, err = w.browser().signIn("zhaoshang", password)
		wantCode(t, err, "identity.locked")
		_, err = w.browser().signIn("zhaoshang", "wrong")
		wantCode(t, err, "identity.wrong")
		_, err = w.Unlock(ctx, w.by("sec"), id, 0)
		must(t, err)
		b = w.enter("zhaoshang")
		_, err = w.Close(ctx, w.by("sys"), id, 0)
		must(t, err)
		wantCode(t, b.inside(), "identity.sign_in")
		_, err = w.browser().signIn("zhaoshang", password)
		wantCode(t, err, "identity.wrong")
		_, err = w.Unlock(ctx, w.by("sec"), id, 0)
		wantCode(t, err, "identity.state")
		_, err = w.ResetPassword(ctx, w.by("sec"), id)
		wantCode(t, err, "identity.closed")
		// The person may have another account now.
		_, err = w.Open(ctx, w.by("sys"), &Draft{Login: "zhaoshang2", Title: "招商局局长", Zone: zone, Kind: Staff, Person: "p-001"})
		must(t, err)
	})
}

func TestWhoeverHasTheStoreItselfMayHelpInButOpenNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		operator := By{Account: Installation}
		password, err := w.ResetPassword(t.Context(), operator, w.id("sec"))
		must(t, err)
		v, err := w.browser().signIn("sec", password)
		must(t, err)
		wantCode(t, v.Ready(), "identity.needs_password")
		_, err = w.Open(t.Context(), operator, &Draft{Login: "x1", Title: "x", Kind: Staff, Zone: zone})
		wantCode(t, err, "identity.duty")
		_, err = w.ReadAudit(t.Context(), operator, &AuditQuery{})
		wantCode(t, err, "identity.duty")
		if l := w.lines(""); l[len(l)-2].Account != Installation || l[len(l)-2].Action != "account.password_reset" {
			t.Errorf("the log says %+v", l[len(l)-2])
		}
	})
}

func TestTheLastAdministratorOfASortStays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.Close(t.Context(), w.by("sys"), w.id("sec"), 0)
		wantCode(t, err, "identity.last_admin")
		_, err = w.Lock(t.Context(), w.by("sec"), w.id("aud"), 0)
		wantCode(t, err, "identity.last_admin")
	})
}

func TestAnAdministratorOfAZoneHasNoSayInAnother(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		a, err := w.Open(ctx, w.by("sys"), &Draft{Login: "sys.nc", Title: "系统管理员", Zone: "nanchang-etdz", Kind: Staff, Admin: SystemAdmin, Holder: "N-1"})
		must(t, err)
		_, err = w.Admit(ctx, w.by("sec"), a.ID, 0)
		must(t, err)
		_, err = w.Open(ctx, w.by("sys.nc"), &Draft{Login: "a1", Title: "某岗", Zone: zone, Kind: Staff})
		wantCode(t, err, "identity.duty")
		_, err = w.Open(ctx, w.by("sys.nc"), &Draft{Login: "a1", Title: "某岗", Zone: "nanchang-etdz", Kind: Staff})
		must(t, err)
		_, err = w.Close(ctx, w.by("sys.nc"), w.id("zhaoshang"), 0)
		wantCode(t, err, "identity.duty")
	})
}

func TestTheFirstAccountsAreMadeOnceHoweverManyTry(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		t.Parallel()
		w := newWorld(t, db)
		_, err := w.Seed(t.Context(), true, Draft{Login: "only"})
		wantCode(t, err, "identity.three")
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				_, err := w.Seed(t.Context(), true, Draft{Login: "s1", Admin: SystemAdmin}, Draft{Login: "s2", Admin: SecurityAdmin}, Draft{Login: "s3", Admin: AuditAdmin})
				wantCode(t, err, "identity.seeded")
			})
		}
		group.Wait()
		all, err := w.Accounts(t.Context(), &AccountQuery{Limit: 3})
		must(t, err)
		rest, err := w.Accounts(t.Context(), &AccountQuery{After: all[2].ID})
		must(t, err)
		if len(all) != 3 || len(rest) != 4 {
			t.Errorf("pages of %d and %d", len(all), len(rest))
		}
		machines, err := w.Accounts(t.Context(), &AccountQuery{Kind: Machine, State: Open})
		must(t, err)
		if len(machines) != 1 || machines[0].Login != "hotline" || w.accounts["hotline"].Password != "" {
			t.Errorf("machines: %+v", machines)
		}
	})
}

func TestAnAccountIsOfAZoneThatThereIsUnlessThereIsNone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		draft := func(login, zone string) *Draft { return &Draft{Login: login, Title: "某岗", Zone: zone, Kind: Staff} }
		w.config.Zones = func(context.Context) ([]string, error) { return nil, nil }
		first, err := w.Open(ctx, w.by("sys"), draft("first", zone))
		must(t, err)
		w.config.Zones = func(context.Context) ([]string, error) { return []string{"nanchang-etdz"}, nil }
		_, err = w.Open(ctx, w.by("sys"), draft("second", "nanchang"))
		wantCode(t, err, "identity.unknown_zone")
		_, err = w.Open(ctx, w.by("sys"), draft("second", "nanchang-etdz"))
		must(t, err)
		_, err = w.Amend(ctx, w.by("sys"), first.ID, 0, draft("third", zone)) // it was of that zone before
		must(t, err)
		_, err = w.Amend(ctx, w.by("sys"), first.ID, 0, draft("third", "nanchang"))
		wantCode(t, err, "identity.unknown_zone")
	})
}
