package identity

import (
	"bytes"
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
)

// seenBy is the browser's next request at another node of the same installation.
func (b *browser) seenBy(node *Directory) (v *Visit, lent []string, err error) {
	b.w.t.Helper()
	ctx, err := node.Manager().Load(Arrive(b.w.t.Context(), zone, ""), b.token)
	must(b.w.t, err)
	if v, err = node.Present(ctx); err != nil {
		return nil, nil, err
	}
	lent, err = node.DelegatedTo(ctx, v, chart().At(clock.DateOf(b.w.clock)))
	return v, lent, err
}

func TestWhatEndsAVisitOnOneNodeEndsItForTheNextRequestOnEveryOther(t *testing.T) {
	for name, ends := range map[string]struct {
		end  func(w *world, b *browser) error
		code string
	}{
		"signing out": {func(w *world, b *browser) error {
			left := *b
			return left.do(func(ctx context.Context) error { return w.SignOut(ctx) })
		}, "identity.sign_in"},
		"signing out everywhere in another browser": {func(w *world, _ *browser) error {
			return w.enter("zhaoshang").do(func(ctx context.Context) error { return w.SignOutEverywhere(ctx) })
		}, "identity.sign_in"},
		"locking the account": {func(w *world, _ *browser) error {
			_, err := w.Lock(w.t.Context(), w.by("sec"), w.id("zhaoshang"), 0)
			return err
		}, "identity.sign_in"},
		"half an hour without a request": {func(w *world, _ *browser) error { w.pass(31 * time.Minute); return nil }, "identity.sign_in"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				other, err := New(w.db, w.config)
				must(t, err)
				b := w.enter("zhaoshang")
				v, _, err := b.seenBy(other)
				must(t, err)
				if v.Account.Login != "zhaoshang" || v.Stage != In || v.From != here || !v.Since.Equal(w.clock) {
					t.Errorf("%+v", v)
				}
				must(t, ends.end(w, b))
				_, _, err = b.seenBy(other)
				wantCode(t, err, ends.code)
			})
		})
	}
}

func TestAVisitThatIsUsedEndsAllTheSameWhenItsTimeIsOver(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		b := w.enter("zhaoshang")
		for range 12*60/20 - 1 {
			w.pass(20 * time.Minute)
			_, _, err := b.seenBy(w.Directory)
			must(t, err)
		}
		w.pass(20 * time.Minute)
		_, _, err := b.seenBy(w.Directory)
		wantCode(t, err, "identity.sign_in")
	})
}

func TestAPostThatIsLentIsThereWithTheNextRequestAndGoneWithTheNext(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, day := t.Context(), clock.MustDate
		other, err := New(w.db, w.config)
		must(t, err)
		b := w.enter("ducha")
		token, _, err := w.IssueToken(ctx, w.by("ducha"), w.id("ducha"), "报表", []authority.Capability{authority.See}, w.clock.AddDate(0, 1, 0))
		must(t, err)
		has := func(want ...string) {
			t.Helper()
			v, lent, err := b.seenBy(other)
			must(t, err)
			if _, read := v.World(); !read || !slices.Equal(lent, want) {
				t.Errorf("lent %v (%v), want %v", lent, read, want)
			}
			arrived := Arrive(ctx, zone, "")
			v, err = other.Bearer(arrived, token, here)
			must(t, err)
			if lent, err = other.DelegatedTo(arrived, v, chart().At(clock.DateOf(w.clock))); err != nil || !slices.Equal(lent, want) {
				t.Errorf("lent %v to a token (%v), want %v", lent, err, want)
			}
			far := Arrive(ctx, "nanchang-etdz", "") // a request about another zone finds one's own delegations, too
			v, err = other.Bearer(far, token, here)
			must(t, err)
			if _, read := v.World(); read {
				t.Error("the count of another zone's world counts for one's own")
			}
			if lent, err = other.DelegatedTo(far, v, chart().At(clock.DateOf(w.clock))); err != nil || !slices.Equal(lent, want) {
				t.Errorf("lent %v elsewhere (%v), want %v", lent, err, want)
			}
		}
		has()
		given, err := w.Delegate(ctx, w.by("zhaoshang"), chart(), day("2023-06-12"), "招商局局长", "p-002", day("2023-06-12"), day("2023-06-13"), "赴外招商")
		must(t, err)
		_, err = w.Delegate(ctx, w.by("zhaoshang"), chart(), day("2023-06-12"), "招商局局长", "p-002", day("2023-06-20"), day("2023-06-23"), "赴外招商")
		must(t, err)
		has("招商局局长")
		must(t, w.RevokeDelegation(ctx, w.by("zhaoshang"), zone, given.ID))
		has()
	})
}

func TestWhatAVisitRemembersComesBackAsItWas(t *testing.T) {
	reader := &remembered{}
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.String().AsAny(), rapid.Int64().AsAny(), rapid.Bool().AsAny())
		values := rapid.MapOf(rapid.StringN(1, 20, -1), value).Draw(t, "values")
		until := time.UnixMicro(rapid.Int64Range(0, 1<<52).Draw(t, "until")).UTC()
		for name, codec := range map[string]scs.Codec{"as it is written": &remembered{}, "as it was written": scs.GobCodec{}} {
			data, err := codec.Encode(until, values)
			if err != nil {
				t.Fatal(err)
			}
			again, taken, err := reader.Decode(data)
			if err != nil || !again.Equal(until) {
				t.Fatal(again, err)
			}
			clear(taken) // a request may change what it was given
			deadline, back, err := reader.Decode(data)
			if err != nil || !deadline.Equal(until) || len(values) > 0 && !reflect.DeepEqual(back, values) {
				t.Fatalf("%s: %v %v, %v", name, deadline, back, err)
			}
			if bytes.HasPrefix(data, []byte("{")) != (name == "as it is written") {
				t.Fatalf("%s: cannot be told apart: %q", name, data)
			}
		}
	})
	if _, err := reader.Encode(start, map[string]any{"list": []string{"a"}}); err == nil {
		t.Error("a list was taken")
	}
}
