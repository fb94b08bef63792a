package identity

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/org"
)

func TestATokenDoesWhatItsScopesSayUntilItEnds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		scopes := []authority.Capability{authority.Register, authority.Intake, authority.Register}
		token, stored, err := w.IssueToken(ctx, w.by("sec"), w.id("hotline"), "12345 工单", scopes, w.clock.AddDate(0, 6, 0))
		must(t, err)
		if !strings.HasPrefix(token, "qlt_") || len(token) != 47 || !strings.HasPrefix(token, stored.Prefix) || len(stored.Prefix) > 10 {
			t.Errorf("%s is shown as %s", token, stored.Prefix)
		}
		w.pass(time.Hour)
		v, err := w.Bearer(ctx, token, here)
		must(t, err, v.Ready())
		if v.Account.Login != "hotline" || !slices.Equal(v.Only(), []authority.Capability{authority.Intake, authority.Register}) || v.Account.Standing() != authority.Machine {
			t.Errorf("%+v", v)
		}
		all, err := w.Tokens(ctx, w.id("hotline"))
		must(t, err)
		if len(all) != 1 || !all[0].LastAt.Equal(w.clock) || strings.Contains(string(all[0].Hash), token) {
			t.Errorf("%+v", all)
		}
		for _, bad := range []string{"", "qlt_", token[:46], token + "A", "x" + token[1:], token[:46] + "!", strings.ToUpper(token), token[:20] + "AAAA" + token[24:]} {
			_, err := w.Bearer(ctx, bad, here)
			wantCode(t, err, "identity.token")
		}
		_, err = w.Lock(ctx, w.by("sec"), w.id("hotline"), 0)
		must(t, err)
		_, err = w.Bearer(ctx, token, here)
		wantCode(t, err, "identity.token")
		_, err = w.Unlock(ctx, w.by("sec"), w.id("hotline"), 0)
		must(t, err)
		_, err = w.Bearer(ctx, token, here)
		must(t, err)
		wantCode(t, w.RevokeToken(ctx, w.by("zhaoshang"), stored.ID), "identity.no_token")
		must(t, w.RevokeToken(ctx, w.by("sec"), stored.ID), w.RevokeToken(ctx, w.by("sec"), stored.ID))
		_, err = w.Bearer(ctx, token, here)
		wantCode(t, err, "identity.token")

		token, _, err = w.IssueToken(ctx, w.by("sec"), w.id("hotline"), "短期", scopes, w.clock.Add(time.Hour))
		must(t, err)
		w.pass(time.Hour)
		_, err = w.Bearer(ctx, token, here)
		wantCode(t, err, "identity.token")
	})
}

func TestWhoMayIssueWhichTokens(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		see := []authority.Capability{authority.See}
		month := w.clock.AddDate(0, 1, 0)
		for name, c := range map[string]struct {
			by, of string
			scopes []authority.Capability
			until  time.Time
			code   string
		}{
			"staff for themselves":                           {"zhaoshang", "zhaoshang", see, month, ""},
			"staff for others":                               {"zhaoshang", "ducha", see, month, "identity.not_allowed"},
			"staff for a machine":                            {"zhaoshang", "hotline", see, month, "identity.duty"},
			"the system administrator for a machine":         {"sys", "hotline", see, month, "identity.duty"},
			"an administrator for themselves":                {"sec", "sec", see, month, "identity.not_allowed"},
			"an enterprise":                                  {"qiye", "qiye", see, month, "identity.not_allowed"},
			"for longer than a year":                         {"zhaoshang", "zhaoshang", see, w.clock.AddDate(1, 0, 1), "identity.token_expiry"},
			"without an end":                                 {"zhaoshang", "zhaoshang", see, time.Time{}, "identity.token_expiry"},
			"without a scope":                                {"zhaoshang", "zhaoshang", nil, month, "identity.no_scope"},
			"with a scope that is none":                      {"zhaoshang", "zhaoshang", []authority.Capability{"everything"}, month, "identity.bad_scope"},
			"a machine with a scope that is of no use to it": {"sec", "hotline", []authority.Capability{authority.Intake, authority.Org}, month, "identity.bad_scope"},
			"staff with a machine's":                         {"zhaoshang", "zhaoshang", []authority.Capability{authority.Intake}, month, "identity.bad_scope"},
			"with an administrator's scope":                  {"zhaoshang", "zhaoshang", []authority.Capability{authority.Audit}, month, "identity.bad_scope"},
		} {
			_, _, err := w.IssueToken(t.Context(), w.by(c.by), w.id(c.of), "用途", c.scopes, c.until)
			if c.code == "" {
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
			} else if !strings.Contains(codes(err), c.code) {
				t.Errorf("%s: got %v, want %s", name, err, c.code)
			}
		}
		// A person who moves on takes no tokens along.
		token, _, err := w.IssueToken(t.Context(), w.by("ducha"), w.id("ducha"), "用途", see, month)
		must(t, err)
		_, err = w.Amend(t.Context(), w.by("sys"), w.id("ducha"), 0, &Draft{Login: "ducha", Title: "督查室主任", Zone: zone, Kind: Staff, Person: "p-008"})
		must(t, err)
		_, err = w.Admit(t.Context(), w.by("sec"), w.id("ducha"), 0)
		must(t, err)
		_, err = w.Bearer(t.Context(), token, here)
		wantCode(t, err, "identity.token")
	})
}

func chart() *org.State {
	return org.NewState(&org.Chart{
		Org: zone, Units: []org.Unit{{Code: "zs", Name: "招商局"}, {Code: "dc", Name: "督查室"}},
		Posts: []org.Post{
			{Name: "招商局局长", Unit: "zs", Head: true, Primary: &org.Holding{Person: "p-001", To: clock.MustDate("2023-07-01")}, Deputy: &org.Holding{Person: "p-004"}},
			{Name: "督查室主任", Unit: "dc", Head: true, Holder: "p-002", Primary: &org.Holding{Person: "p-002"}},
		},
		People: []org.Person{{Code: "p-001"}, {Code: "p-002"}, {Code: "p-004"}},
	})
}

func TestAPostIsLentForASpanOfDays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, c, today := t.Context(), chart(), clock.MustDate("2023-06-12")
		day := clock.MustDate
		lend := func(by, post, taker, from, to string) (*Delegation, error) {
			return w.Delegate(ctx, w.by(by), c, today, post, taker, day(from), day(to), "赴外招商")
		}
		for name, bad := range map[string][]string{
			"in the past":                   {"zhaoshang", "招商局局长", "p-002", "2023-06-11", "2023-06-20", "identity.span"},
			"of no day":                     {"zhaoshang", "招商局局长", "p-002", "2023-06-13", "2023-06-13", "identity.span"},
			"for too long":                  {"zhaoshang", "招商局局长", "p-002", "2023-06-13", "2023-09-30", "identity.span"},
			"of another's post":             {"zhaoshang", "督查室主任", "p-002", "2023-06-13", "2023-06-20", "identity.not_yours"},
			"of a post no longer held then": {"zhaoshang", "招商局局长", "p-002", "2023-07-01", "2023-07-05", "identity.not_yours"},
			"to oneself":                    {"zhaoshang", "招商局局长", "p-001", "2023-06-13", "2023-06-20", "identity.bad_taker"},
			"to somebody without a post":    {"zhaoshang", "招商局局长", "p-999", "2023-06-13", "2023-06-20", "identity.bad_taker"},
			"by who has no person":          {"sys", "招商局局长", "p-002", "2023-06-13", "2023-06-20", "identity.not_allowed"},
		} {
			if _, err := lend(bad[0], bad[1], bad[2], bad[3], bad[4]); !strings.Contains(codes(err), bad[5]) {
				t.Errorf("%s: got %v, want %s", name, err, bad[5])
			}
		}
		given, err := lend("zhaoshang", "招商局局长", "p-002", "2023-06-20", "2023-07-10")
		must(t, err)
		has := func(on string) bool {
			posts, err := w.Delegated(ctx, zone, "p-002", c.At(day(on)))
			must(t, err)
			return slices.Equal(posts, []string{"招商局局长"})
		}
		for on, want := range map[string]bool{"2023-06-19": false, "2023-06-20": true, "2023-06-30": true, "2023-07-01": false, "2023-07-10": false} { // the giver leaves on 1 July
			if has(on) != want {
				t.Errorf("on %s: %v", on, !want)
			}
		}
		view := c.At(day("2023-06-21"))
		posts, err := w.Delegated(ctx, zone, "p-002", view)
		must(t, err)
		s := authority.SubjectOf(c, view, "p-002", posts, &authority.Rules{})
		if !slices.Contains(s.Posts, "招商局局长") || !slices.Contains(s.Headed, "zs") {
			t.Errorf("%+v", s)
		}
		// What was lent cannot be lent on, and who has nothing to do with it cannot end it.
		_, err = lend("ducha", "招商局局长", "p-004", "2023-06-21", "2023-06-22")
		if !strings.Contains(codes(err), "identity.not_yours") {
			t.Errorf("lent on: %v", err)
		}
		wantCode(t, w.RevokeDelegation(ctx, w.by("qiye"), zone, given.ID), "identity.no_delegation")
		wantCode(t, w.RevokeDelegation(ctx, w.by("zhaoshang"), "nanchang-etdz", given.ID), "identity.no_delegation")
		must(t, w.RevokeDelegation(ctx, w.by("ducha"), zone, given.ID))
		if has("2023-06-21") {
			t.Error("it holds although it was revoked")
		}
		list, err := w.Delegations(ctx, zone, "p-001")
		must(t, err)
		if len(list) != 1 || list[0].RevokedBy != w.id("ducha") || list[0].Reason != "赴外招商" || list[0].To != day("2023-07-10") {
			t.Errorf("%+v", list)
		}
		var actions []string
		for _, l := range w.lines(zone) {
			if l.Object == given.ID {
				actions = append(actions, l.Action)
			}
		}
		if !slices.Equal(actions, []string{"delegation.given", "delegation.revoked"}) {
			t.Errorf("the log says %v", actions)
		}
	})
}

// Whatever comes in an address, a header or a body gives a fault of ours, never one of the database's.
func TestHostileWordsAreFaultsNotFailures(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, b := t.Context(), w.enter("zhaoshang")
		for _, evil := range []string{"", "\x00", "\xff\xfe", "a\x00b", strings.Repeat("长", 5000), "' OR 1=1 --", "../../etc/passwd", "\r\nSet-Cookie: x=y"} {
			from := From{Address: evil, Agent: evil}
			faults := map[string]error{}
			_, faults["sign in"] = func() (*Visit, error) {
				var v *Visit
				err := w.browser().do(func(ctx context.Context) (err error) { v, err = w.SignIn(ctx, evil, evil, from); return err })
				return v, err
			}()
			_, faults["account"] = w.Account(ctx, evil)
			_, faults["open"] = w.Open(ctx, w.by("sys"), &Draft{Login: evil, Title: evil, Zone: evil, Kind: Kind(evil), Person: evil, Holder: evil, Parties: []string{evil}})
			_, faults["admit"] = w.Admit(ctx, By{evil, from}, evil, 0)
			_, faults["bearer"] = w.Bearer(ctx, evil, from)
			_, _, faults["issue"] = w.IssueToken(ctx, w.by("zhaoshang"), evil, evil, []authority.Capability{authority.Capability(evil)}, w.clock)
			faults["revoke"] = w.RevokeToken(ctx, w.by("zhaoshang"), evil)
			_, faults["lend"] = w.Delegate(ctx, w.by("zhaoshang"), chart(), clock.MustDate("2023-06-12"), evil, evil, 0, 0, evil)
			faults["unlend"] = w.RevokeDelegation(ctx, w.by("zhaoshang"), evil, evil)
			faults["code"] = b.do(func(ctx context.Context) error { _, err := w.GiveCode(ctx, evil); return err })
			faults["key"] = b.do(func(ctx context.Context) error { return w.RemoveKey(ctx, []byte(evil)) })
			faults["visit"] = b.do(func(ctx context.Context) error { return w.EndVisit(ctx, evil) })
			faults["provider"] = b.do(func(ctx context.Context) error { _, err := w.BeginProvider(ctx, evil, false, from); return err })
			faults["unlink"] = b.do(func(ctx context.Context) error { return w.Unlink(ctx, evil) })
			for what, err := range faults {
				if err == nil || codes(err) == "internal" {
					t.Errorf("%s with %.20q: %v", what, evil, err)
				}
			}
			_, err := w.ReadAudit(ctx, w.by("aud"), &AuditQuery{Zone: evil, Account: evil, Action: evil, Object: evil, Outcome: Outcome(evil)})
			must(t, err, w.Record(ctx, By{evil, from}, &Entry{Zone: zone, Action: "access.refused", Object: evil, Outcome: Refused, Reason: evil, Detail: Detail{evil: evil}}))
		}
		_, err := w.VerifyAudit(ctx, zone)
		must(t, err)
	})
}
