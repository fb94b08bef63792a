package identity

import (
	"context"
	"testing"

	"qinlian/internal/kernel/authority"
)

func TestWhoKnowsAPasswordDoesNotOpenTheDoor(t *testing.T) {
	factors := func(ctx context.Context, w *world, id string) (string, error) {
		return w.accounts["zhaoshang"].Password, w.ResetFactors(ctx, w.by("sec"), id)
	}
	password := func(ctx context.Context, w *world, id string) (string, error) {
		return w.ResetPassword(ctx, w.by("sec"), id)
	}
	for name, c := range map[string]struct {
		reset func(ctx context.Context, w *world, id string) (string, error)
		alone func(ctx context.Context, w *world, id string) error // what the security administrator tries to open it by
		code  string
	}{
		"a password, admitted by who gave it":        {password, admit, "identity.pending"},
		"a second factor, admitted by who took it":   {factors, admit, "identity.pending"},
		"a password, readmitted by who gave it":      {password, readmit("sec"), "identity.duty"},
		"a password, by way of the lock":             {password, throughTheLock, ""},
		"a second factor, by way of the lock":        {factors, throughTheLock, ""},
		"a password of an account that was locked":   {lockedBefore(password), unlock, ""},
		"a password, and the factors with it":        {then(factors, password), admit, "identity.pending"},
		"a password, though the account was amended": {amendedAfter(password), admit, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, w *world) {
				ctx, id, visit := t.Context(), w.id("zhaoshang"), w.enter("zhaoshang")
				secret, err := c.reset(ctx, w, id)
				must(t, err)
				wantCode(t, visit.inside(), "identity.sign_in")
				if err := c.alone(ctx, w, id); c.code != "" {
					wantCode(t, err, c.code)
				} else {
					must(t, err)
				}
				_, err = w.browser().signIn("zhaoshang", secret)
				wantCode(t, err, "identity.pending")
				must(t, readmit("sys")(ctx, w, id))
				_, err = w.browser().signIn("zhaoshang", secret)
				must(t, err)
				_, err = w.Readmit(ctx, w.by("sys"), id, 0)
				wantCode(t, err, "identity.state")
			})
		})
	}
}

type ways = func(ctx context.Context, w *world, id string) (string, error)

func admit(ctx context.Context, w *world, id string) error {
	_, err := w.Admit(ctx, w.by("sec"), id, 0)
	return err
}

func readmit(who string) func(ctx context.Context, w *world, id string) error {
	return func(ctx context.Context, w *world, id string) error {
		_, err := w.Readmit(ctx, w.by(who), id, 0)
		return err
	}
}

func unlock(ctx context.Context, w *world, id string) error {
	_, err := w.Unlock(ctx, w.by("sec"), id, 0)
	return err
}

func throughTheLock(ctx context.Context, w *world, id string) error {
	if _, err := w.Lock(ctx, w.by("sec"), id, 0); err != nil {
		return err
	}
	return unlock(ctx, w, id)
}

func then(first, second ways) ways {
	return func(ctx context.Context, w *world, id string) (string, error) {
		if _, err := first(ctx, w, id); err != nil {
			return "", err
		}
		return second(ctx, w, id)
	}
}

func lockedBefore(reset ways) ways {
	return then(func(ctx context.Context, w *world, id string) (string, error) {
		_, err := w.Lock(ctx, w.by("sec"), id, 0)
		return "", err
	}, reset)
}

// amendedAfter changes what the account says of itself without changing whom it stands for: the password stays.
func amendedAfter(reset ways) ways {
	return func(ctx context.Context, w *world, id string) (string, error) {
		secret, err := reset(ctx, w, id)
		if err != nil {
			return "", err
		}
		for _, login := range []string{"zhaoshang-2", "zhaoshang"} {
			if _, err := w.Amend(ctx, w.by("sys"), id, 0, &Draft{Login: login, Title: "招商局局长", Zone: zone, Kind: Staff, Person: "p-001"}); err != nil {
				return "", err
			}
		}
		return secret, nil
	}
}

func TestAnAccountThatOwesTwoAdmissionsOpensWithTheSecondInWhateverOrder(t *testing.T) {
	for _, order := range [][]func(ctx context.Context, w *world, id string) error{{admit, readmit("sys")}, {readmit("sys"), admit}} {
		each(t, func(t *testing.T, w *world) {
			ctx := t.Context()
			a, err := w.Open(ctx, w.by("sys"), &Draft{Login: "caizheng", Title: "财政局局长", Zone: zone, Kind: Staff, Person: "p-003"})
			must(t, err)
			secret, err := w.ResetPassword(ctx, w.by("sec"), a.ID)
			must(t, err)
			for _, half := range order {
				_, err = w.browser().signIn("caizheng", secret)
				wantCode(t, err, "identity.pending")
				must(t, half(ctx, w, a.ID))
			}
			_, err = w.browser().signIn("caizheng", secret)
			must(t, err)
		})
	}
}

func TestWhoChangesTheirPasswordSaysWhetherTheirTokensEnd(t *testing.T) {
	for _, end := range []bool{false, true} {
		each(t, func(t *testing.T, w *world) {
			ctx := t.Context()
			token, _, err := w.IssueToken(ctx, w.by("zhaoshang"), w.id("zhaoshang"), "周报", []authority.Capability{authority.See}, w.clock.AddDate(0, 1, 0))
			must(t, err, w.enter("zhaoshang").do(func(ctx context.Context) error {
				_, err := w.ChangePassword(ctx, w.accounts["zhaoshang"].Password, "Zhongshan-7 lu bei", end)
				return err
			}))
			if _, err = w.Bearer(ctx, token, here); (err != nil) != end {
				t.Errorf("asked to end them: %t, then: %v", end, err)
			}
		})
	}
}

func TestAResetOfThePasswordEndsTheTokens(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, id := t.Context(), w.id("zhaoshang")
		token, _, err := w.IssueToken(ctx, w.by("zhaoshang"), id, "周报", []authority.Capability{authority.See}, w.clock.AddDate(0, 1, 0))
		must(t, err)
		_, err = w.ResetPassword(ctx, w.by("sec"), id)
		must(t, err, readmit("sys")(ctx, w, id))
		_, err = w.Bearer(ctx, token, here)
		wantCode(t, err, "identity.token")
	})
}

func TestTheOnlyAdministratorOfASortIsResetOnTheMachineItself(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for _, only := range []string{"sys", "sec", "aud"} {
			_, err := w.ResetPassword(ctx, w.by("sec"), w.id(only))
			wantCode(t, err, "identity.last_admin")
		}
		wantCode(t, w.ResetFactors(ctx, w.by("sec"), w.id("sys")), "identity.last_admin")
		secret, err := w.ResetPassword(ctx, By{Account: Installation}, w.id("sys"))
		must(t, err)
		_, err = w.browser().signIn("sys", secret)
		must(t, err)
	})
}
