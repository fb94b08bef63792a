package identity

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
)

func TestWhoIsNotLetInDoesNotLearnWhetherTheAccountExists(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for name, login := range map[string]string{"known": "zhaoshang", "unknown": "nobody", "machine": "hotline", "hostile": "a\x00\xff' OR 1=1"} {
			for n := range 7 {
				_, err := w.browser().signIn(login, "wrong password")
				want := errWrong.Code
				if n >= 5 {
					want = "identity.too_many"
				}
				if errs.CodeOf(err) != want {
					t.Errorf("%s, attempt %d: %v", name, n+1, err)
				}
			}
		}
		// The work is the same, too: for an account that does not exist, a hash is checked all the same.
		w.dummy = "no hash"
		_, err := w.browser().signIn("nobody either", "x")
		wantCode(t, err, "internal")
	})
}

func TestFailuresKeepEverybodyOutForLongerAndLonger(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		right := w.accounts["zhaoshang"].Password
		try := func(password string) error {
			_, err := w.browser().signIn("zhaoshang", password)
			return err
		}
		for range 5 {
			wantCode(t, try("wrong"), "identity.wrong")
		}
		wantCode(t, try(right), "identity.too_many")
		w.pass(time.Minute)
		wantCode(t, try("wrong"), "identity.wrong") // the sixth: two minutes
		w.pass(time.Minute)
		wantCode(t, try(right), "identity.too_many")
		w.pass(time.Minute)
		must(t, try(right))
		for range 4 { // forgotten after success
			wantCode(t, try("wrong"), "identity.wrong")
		}
		must(t, try(right))
		for range 5 {
			wantCode(t, try("wrong"), "identity.wrong")
		}
		_, err := w.Unlock(t.Context(), w.by("sec"), w.id("zhaoshang"), 0)
		must(t, err, try(right))
	})
}

func TestAnAttemptThatEndsByAFaultOfOurOwnCountsAgainstNobody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		right, stopped := w.accounts["zhaoshang"].Password, errors.New("the disk is gone")
		for range 4 {
			_, err := w.browser().signIn("zhaoshang", "wrong")
			wantCode(t, err, "identity.wrong")
		}
		// No place to hash in until the time is over: 504 to who signs in, rightly or not.
		w.hasher.slots <- struct{}{}
		w.hasher.slots <- struct{}{}
		for range 6 {
			ctx, err := w.Manager().Load(t.Context(), "")
			must(t, err)
			ctx, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
			if _, err := w.SignIn(ctx, "zhaoshang", right, here); !errors.Is(err, context.DeadlineExceeded) {
				t.Fatal(err)
			}
			cancel()
		}
		<-w.hasher.slots
		<-w.hasher.slots
		// The fifth wrong one locks, as if there had been nothing between; the next of our faults does not undo that.
		_, err := w.browser().signIn("zhaoshang", "wrong")
		wantCode(t, err, "identity.wrong")
		w.unlessOurs(t.Context(), w.subject("login", "zhaoshang"), errWrong)
		_, err = w.browser().signIn("zhaoshang", right)
		wantCode(t, err, "identity.too_many")

		// What could not be taken back while the database was away is taken back by the next attempt.
		w.pass(time.Hour)
		subject := w.subject("login", "zhaoshang")
		for range 5 {
			must(t, w.attempt(t.Context(), subject))
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		w.owed.add(subject, 1) // what unlessOurs leaves then
		w.unlessOurs(gone, subject, stopped)
		_, err = w.browser().signIn("zhaoshang", right)
		must(t, err)
	})
}

func TestTheSpanGrowsToItsEndAndNoFurther(t *testing.T) {
	l := Lockout{}
	l.fill()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1<<40).Draw(t, "failures")
		a, b := l.span(n), l.span(n+1)
		if a > b || b > l.Longest || n >= int64(l.Failures) && a < l.First || n < int64(l.Failures) && a != 0 {
			t.Fatalf("%d: %v, then %v", n, a, b)
		}
	})
}

func TestGuessesAllAtOnceAreCountedBeforeTheyAreChecked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var checked atomic.Int32
		var group sync.WaitGroup
		for n := range 20 {
			group.Go(func() {
				ctx, err := w.Manager().Load(t.Context(), "")
				if err == nil {
					_, err = w.SignIn(ctx, "zhaoshang", fmt.Sprint("guess ", n), here)
				}
				if errs.Is(err, errWrong.Code) {
					checked.Add(1)
				} else if !errs.Is(err, "identity.too_many") {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if n := checked.Load(); n != 5 {
			t.Errorf("%d guesses were checked, want 5", n)
		}
	})
}

func TestAnAddressThatFloodsIsSlowedDownAndTheNextIsNot(t *testing.T) {
	a := newAddresses(Rate{Burst: 3, PerSec: 1, MostKept: 2})
	now := start
	for n, want := range []bool{true, true, true, false} {
		if got := a.allow(fmt.Sprintf("2001:db8::%d", n), now); got != want { // one customer
			t.Errorf("attempt %d: %v", n+1, got)
		}
	}
	if !a.allow("::ffff:10.0.0.1", now) || !a.allow("10.0.0.1", now) {
		t.Error("another address was refused")
	}
	if !a.allow("2001:db8::9", now.Add(time.Second)) {
		t.Error("a second later it was still refused")
	}
	for n := range 100 {
		if !a.allow(fmt.Sprintf("10.0.1.%d", n), now) || len(a.seen) > 2 {
			t.Fatalf("address %d was refused, or %d are remembered", n, len(a.seen))
		}
	}
}

func TestAHashIsMadeAnewWhenItsCostRises(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		password := w.accounts["zhaoshang"].Password
		w.hasher.cost = Cost{Memory: 16, Passes: 2, Lanes: 1}
		must(t, w.enter("zhaoshang").inside())
		a, err := w.Account(t.Context(), w.id("zhaoshang"))
		must(t, err)
		if !strings.HasPrefix(a.Password, "$argon2id$v=19$m=16,t=2,p=1$") {
			t.Errorf("the hash is still %s", a.Password)
		}
		_, err = w.browser().signIn("zhaoshang", password)
		must(t, err)
	})
}

func TestAPasswordIsChangedByWhoKnowsItAndEndsTheOtherVisits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		old := w.accounts["zhaoshang"].Password
		here, other := w.enter("zhaoshang"), w.enter("zhaoshang")
		change := func(old, password string) error {
			return here.do(func(ctx context.Context) error {
				_, err := w.ChangePassword(ctx, old, password, false)
				return err
			})
		}
		wantCode(t, change("wrong", "a long enough phrase"), "identity.wrong_password")
		wantCode(t, change(old, "zhaoshang"), "identity.password_short")
		wantCode(t, change(old, old), "identity.password_used")
		before := here.token
		must(t, change(old, "long enough phrase 0"), here.inside())
		if here.token == before {
			t.Error("the visit kept its token")
		}
		wantCode(t, other.inside(), "identity.sign_in")
		last := "long enough phrase 0"
		for n := 1; n < 6; n++ {
			w.pass(time.Minute)
			next := fmt.Sprint("long enough phrase ", n)
			must(t, change(last, next))
			if n < 5 {
				wantCode(t, change(next, "long enough phrase 0"), "identity.password_used")
			}
			last = next
		}
		must(t, change(last, "long enough phrase 0"))
	})
}

func TestAPasswordThatIsTooOldMustBeChangedFirst(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.pass(91 * 24 * time.Hour)
		v, err := w.browser().signIn("zhaoshang", w.accounts["zhaoshang"].Password)
		must(t, err)
		wantCode(t, v.Ready(), "identity.needs_password")
	}, func(c *Config) { c.Policy.MaxAge = 90 * 24 * time.Hour })
}

func TestAVisitEndsWhenIdleWhenOldAndWhenSignedOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		b := w.enter("zhaoshang")
		for range 23 { // a request every half hour less a minute, for eleven and a half hours
			w.pass(29 * time.Minute)
			must(t, b.inside())
		}
		w.pass(30 * time.Minute)
		wantCode(t, b.inside(), "identity.sign_in") // idle
		b = w.enter("zhaoshang")
		for range 24 {
			w.pass(29 * time.Minute)
			must(t, b.inside())
		}
		w.pass(25 * time.Minute)
		wantCode(t, b.inside(), "identity.sign_in") // twelve hours
		b = w.enter("zhaoshang")
		stolen := *b
		must(t, b.do(w.SignOut))
		wantCode(t, stolen.inside(), "identity.sign_in")
	})
}

func TestSigningOutEverywhereEndsEveryVisitEvenOneWithARequestUnderWay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		here, other, running := w.enter("zhaoshang"), w.enter("zhaoshang"), w.enter("zhaoshang")
		see, month := []authority.Capability{authority.See}, w.clock.AddDate(0, 1, 0)
		token, _, err := w.IssueToken(t.Context(), w.by("zhaoshang"), w.id("zhaoshang"), "报表", see, month)
		must(t, err)
		another, _, err := w.IssueToken(t.Context(), w.by("ducha"), w.id("ducha"), "报表", see, month)
		must(t, err)
		stranger := w.enter("ducha")
		must(t, running.do(func(ctx context.Context) error {
			must(t, here.do(w.SignOutEverywhere))
			w.Manager().Put(ctx, "note", "still running") // stored when the request ends
			return nil
		}))
		for _, b := range []*browser{here, other, running} {
			wantCode(t, b.inside(), "identity.sign_in")
		}
		_, err = w.Bearer(t.Context(), token, From{Address: "10.1.2.3"})
		wantCode(t, err, "identity.token") // nobody is left who acts in their name
		must(t, stranger.inside(), w.SignOutAccount(t.Context(), w.by("sec"), w.id("ducha")))
		_, err = w.Bearer(t.Context(), another, From{Address: "10.1.2.3"})
		must(t, err) // what the security administrator ends is visits
		wantCode(t, stranger.inside(), "identity.sign_in")
	})
}

func TestOneSeesAndEndsOnesOwnVisitsOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		b, left, stranger := w.enter("zhaoshang"), w.enter("zhaoshang"), w.enter("ducha")
		var mine, theirs []VisitInfo
		must(t, b.do(func(ctx context.Context) (err error) { mine, err = w.Visits(ctx); return err }),
			stranger.do(func(ctx context.Context) (err error) { theirs, err = w.Visits(ctx); return err }))
		if len(mine) != 2 || mine[0].Address != "10.1.2.3" || mine[0].Agent != "Firefox" || mine[0].Current == mine[1].Current {
			t.Fatalf("own visits: %+v", mine)
		}
		other := mine[slices.IndexFunc(mine, func(v VisitInfo) bool { return !v.Current })].ID
		wantCode(t, b.do(func(ctx context.Context) error { return w.EndVisit(ctx, theirs[0].ID) }), "identity.ceremony")
		must(t, b.do(func(ctx context.Context) error { return w.EndVisit(ctx, other) }), b.inside(), stranger.inside())
		wantCode(t, left.inside(), "identity.sign_in")
	})
}

func TestTheTokenOfAVisitIsStoredNowhereAndChangesAtSignIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		b := w.browser()
		must(t, b.do(func(ctx context.Context) error { w.Manager().Put(ctx, "before", "x"); return nil }))
		planted := b.token
		_, err := b.signIn("zhaoshang", w.accounts["zhaoshang"].Password)
		must(t, err)
		if b.token == planted {
			t.Error("the token from before signing in was kept")
		}
		var rows []visitRow
		must(t, w.db.Conn(t.Context()).NewSelect().Model(&rows).Scan(t.Context()))
		for _, r := range rows {
			if strings.Contains(fmt.Sprintf("%s %s", r.Hash, r.Data), b.token) {
				t.Error("the token is in the table")
			}
		}
		w.pass(13 * time.Hour)
		must(t, w.Sweep(t.Context()))
		n, err := w.db.Conn(t.Context()).NewSelect().Model((*visitRow)(nil)).Count(t.Context())
		must(t, err)
		if n != 0 {
			t.Errorf("%d visits outlived the sweep", n)
		}
	})
}

func TestAnAccountThatMustHaveASecondFactorSetsItUpFirst(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		v, err := w.browser().signIn("sys", w.accounts["sys"].Password)
		must(t, err)
		wantCode(t, v.Ready(), "identity.needs_enrol")
		must(t, w.enter("zhaoshang").inside())
	}, func(c *Config) { c.NeedsSecond = nil })
}

// site is a server as the product's: visits, CSRF defence, one page.
func site(w *world) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/in" {
			if _, err := w.SignIn(r.Context(), "zhaoshang", w.accounts["zhaoshang"].Password, From{Address: "10.0.0.1"}); err != nil {
				http.Error(rw, err.Error(), http.StatusForbidden)
			}
		}
	})
	deny := http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { http.Error(rw, "cross-site", http.StatusForbidden) })
	return w.Manager().LoadAndSave(w.Protect(mux, deny))
}

func TestAnotherSiteCannotUseTheCookieOfABrowser(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		handler := site(w)
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "https://zone.example/in", nil))
		cookie := answer.Result().Cookies()[0]
		if cookie.Name != "__Host-qinlian" || !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" || cookie.MaxAge != 0 {
			t.Errorf("the cookie is %s", cookie)
		}
		for name, c := range map[string]struct {
			method string
			header map[string]string
			cookie bool
			want   int
		}{
			"our own page":                      {"POST", map[string]string{"Sec-Fetch-Site": "same-origin"}, true, 200},
			"our page at its configured origin": {"POST", map[string]string{"Origin": "https://zone.example", "Sec-Fetch-Site": "cross-site"}, true, 200},
			"another site's form":               {"POST", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, true, 403},
			"a sister site's form":              {"DELETE", map[string]string{"Sec-Fetch-Site": "same-site"}, true, 403},
			"an old browser from another site":  {"POST", map[string]string{"Origin": "https://evil.example"}, true, 403},
			"a sandboxed frame":                 {"PUT", map[string]string{"Origin": "null"}, true, 403},
			"another site with a token as well": {"POST", map[string]string{"Sec-Fetch-Site": "cross-site", "Authorization": "Bearer x"}, true, 403},
			"another site's link":               {"GET", map[string]string{"Sec-Fetch-Site": "cross-site"}, true, 200},
			"a machine with a token":            {"POST", map[string]string{"Authorization": "Bearer qlt_x"}, false, 200},
		} {
			request := httptest.NewRequest(c.method, "https://zone.example/", nil)
			for k, v := range c.header {
				request.Header.Set(k, v)
			}
			if c.cookie {
				request.AddCookie(cookie)
			}
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, request)
			if answer.Code != c.want {
				t.Errorf("%s: %d, want %d", name, answer.Code, c.want)
			}
		}
	}, func(c *Config) { c.Plain, c.Origins = false, []string{"https://zone.example"} })
}
