package matter

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/errs"
)

// Whatever is let through is among the actions, and an action that wants nothing is let through as it is.
func TestActionsAreExactlyWhatIsLetThrough(t *testing.T) {
	w := propertyWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		d, _ := anyLife(r, w, 12)
		for range 4 {
			c := anyCommand(r, &d.s)
			if c.Name == "register" {
				continue
			}
			c.ID, c.At = d.s.ID, d.cursor.Add(time.Duration(rapid.IntRange(1, 5000).Draw(r, "later"))*time.Minute)
			if err := d.sweep(c.At.Add(-time.Microsecond)); err != nil {
				r.Fatal(err)
			}
			actions, err := Actions(&d.s, w, c.Actor, "", c.At)
			if err != nil {
				r.Fatal(err)
			}
			_, err = Decide(&d.s, &c, w)
			listed := slices.ContainsFunc(actions, func(a Action) bool {
				return a.Command == c.Name && (a.Letter == "" || a.Letter == c.Letter) && (a.Duty == "" || a.Duty == c.Duty)
			})
			if err == nil && !listed {
				r.Fatalf("%s was let through and is no action of %s at %s: %+v", c.Name, c.Actor, d.s.Stage, actions)
			}
			for _, a := range actions {
				bare := Command{Name: a.Command, ID: d.s.ID, At: c.At, Actor: c.Actor, Letter: a.Letter, Duty: a.Duty}
				if a.Command == "issue-letter" {
					bare.Number = "督1号"
				}
				if _, err := Decide(&d.s, &bare, w); (err == nil) != (len(a.Wants) == 0) {
					r.Fatalf("%s %s%s wants %v, but: %v", a.Command, a.Letter, a.Duty, a.Wants, err)
				}
			}
		}
	})
}

func TestAnActionSaysEverythingThatItWants(t *testing.T) {
	t.Parallel()
	w := world(t)
	d := assigned(t, w, "2023-03-01 09:00")
	wanted := func(post string) map[string][]string {
		actions, err := Actions(&d.s, w, post, "", at("2023-03-03 09:00"))
		if err != nil {
			t.Fatal(err)
		}
		out := map[string][]string{}
		for _, a := range actions {
			codes := []string{}
			for _, e := range a.Wants {
				codes = append(codes, e.Code)
			}
			out[a.Command] = codes
		}
		return out
	}
	if asked := wanted(owner)["ask-extension"]; !slices.Equal(asked, []string{"matter.no_reason", "clock.no_span"}) {
		t.Errorf("ask-extension: %v", asked)
	}
	if stop := wanted(office)["suspend"]; !slices.Equal(stop, []string{"matter.no_reason"}) {
		t.Errorf("suspend: %v", stop)
	}
	d.do(t, "2023-03-02 09:00", Command{Name: "complete", Actor: owner})
	if after := wanted(owner); after["ask-extension"] != nil || after["suspend"] != nil || after["ask-replan"] != nil {
		t.Errorf("a clock that has stopped is suspended or lengthened: %v", after)
	}
	if got := wanted(verifier); !slices.Equal(got["close"], []string{"gate.close"}) || got["assign"] != nil {
		t.Errorf("the verifier: %v", got)
	}
	got := wanted(owner)
	if _, may := got["close"]; may {
		t.Errorf("the owner closes out: %v", got)
	}
	got = wanted(office)
	for command, wants := range map[string][]string{
		"return": {"matter.no_reason"}, "withdraw": {"matter.no_reason"}, "transfer": {"matter.no_reason"}, "merge": {"matter.no_target"},
		"recolor": {"matter.no_session"}, "draft-letter": {"letter.no_template", "letter.no_recipient"},
		"resume": nil, "attach": {"matter.no_evidence"},
	} {
		if _, may := got[command]; may != (wants != nil) || !slices.Equal(got[command], wants) {
			t.Errorf("%s: %v, want %v", command, got[command], wants)
		}
	}
}

func TestAVacantPostCanStillAssignToOneThatIsHeld(t *testing.T) {
	t.Parallel()
	w := propertyWorld(t)
	s := readyIn(Registered)
	s.Kind, s.Owner, s.LeadUnit = "hourly", "", ""
	actions, err := Actions(&s, w, "空缺岗", "", at("2023-03-03 09:00"))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(actions, func(a Action) bool { return a.Command == "assign" }) {
		t.Errorf("assign is no action of a vacant post: %v", actions)
	}
}

func TestBeforeAnyMechanismThereAreNoActions(t *testing.T) {
	t.Parallel()
	w := world(t)
	s := State{ID: "m-1", Kind: "none", Stage: Registered}
	if _, err := Actions(&s, w, office, "", at("2023-03-03 09:00")); !errs.Is(err, "matter.unknown_kind") {
		t.Error(err)
	}
}
