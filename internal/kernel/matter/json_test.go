package matter

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
)

// Only escapes that mean the same may differ from encoding/json.
func TestContentsThatWriteTheirOwnJSONWriteWhatTheirTagsSay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		for _, c := range anyContents(r) {
			own := ledger.Marshal(c)
			std, err := json.Marshal(c)
			if err != nil {
				r.Fatal(err)
			}
			var a, b any
			if err := json.Unmarshal(own, &a); err != nil {
				r.Fatalf("%s: %v", own, err)
			}
			if err := json.Unmarshal(std, &b); err != nil {
				r.Fatal(err)
			}
			if !reflect.DeepEqual(a, b) {
				r.Fatalf("own %s\nstd %s", own, std)
			}
			back := reflect.New(reflect.TypeOf(c).Elem()).Interface()
			if err := json.Unmarshal(own, back); err != nil || !reflect.DeepEqual(c, back) {
				r.Fatalf("%v: wrote %#v, read %#v", err, c, back)
			}
		}
	})
	tiny := math.SmallestNonzeroFloat64
	var back MovedEvent
	if err := json.Unmarshal(ledger.Marshal(&MovedEvent{Command: "report", Progress: &tiny}), &back); err != nil || *back.Progress != tiny {
		t.Errorf("%v, %v", err, back.Progress)
	}
}

// Members added to a struct must be added to its AppendJSON; this counts them.
func TestNoMemberIsForgottenInOwnJSON(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		v    any
		want int
	}{
		{MovedEvent{}, 19},
		{LightChangedEvent{}, 3},
		{DutyEvent{}, 2},
		{Duty{}, 11},
		{RegisteredEvent{}, 7},
		{Particulars{}, 12},
		{Assignment{}, 7},
		{AssignedEvent{}, 8},
		{LookedAtEvent{}, 3},
		{ClockSetEvent{}, 6},
		{Deadlines{}, 4},
		{calendar.Clock{}, 6},
		{calendar.Terms{}, 3},
		{calendar.Deadline{}, 7},
	} {
		if n := reflect.TypeOf(tt.v).NumField(); n != tt.want {
			t.Errorf("%T has %d members; AppendJSON writes %d", tt.v, n, tt.want)
		}
	}
}

// anyContents are contents of every type that writes its own JSON, with whatever they may hold.
func anyContents(r *rapid.T) []Content {
	word := rapid.OneOf(rapid.Just(""), rapid.String(), rapid.SampledFrom([]string{"<办结>&\"\\", "督〔2023〕1号", "\u2028"}))
	list := rapid.SliceOfN(word, 0, 3)
	instant := rapid.Custom(func(r *rapid.T) time.Time {
		return ledger.Instant(time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(r, "at")))
	})
	moved := &MovedEvent{
		Finished: clock.Date(rapid.Int32Range(0, 30_000).Draw(r, "finished")), Command: word.Draw(r, "command"), Claimed: word.Draw(r, "claimed"), Text: word.Draw(r, "text"), Reason: word.Draw(r, "reason"), Session: word.Draw(r, "session"),
		Basis: word.Draw(r, "basis"), Evidence: listed(list.Draw(r, "evidence")), Checks: listed(list.Draw(r, "checks")), Verdict: word.Draw(r, "verdict"), Into: word.Draw(r, "into"), Duty: word.Draw(r, "duty"), Unsigned: rapid.Bool().Draw(r, "not signed for"), Resumed: rapid.Bool().Draw(r, "resumed"), Row: word.Draw(r, "row"),
	}
	if rapid.Bool().Draw(r, "progressed") {
		p := rapid.Float64Range(0, 100).Draw(r, "progress")
		moved.Progress = &p
	}
	if rapid.Bool().Draw(r, "all") {
		p := rapid.Float64Range(0, 100).Draw(r, "was")
		moved.Was = &p
	}
	duty := &DutyEvent{What: "opened", Duty: Duty{
		ID: word.Draw(r, "id"), What: word.Draw(r, "what"), Owner: word.Draw(r, "owner"), Cadence: word.Draw(r, "cadence"),
		Period: word.Draw(r, "period"), Letter: word.Draw(r, "letter"), With: word.Draw(r, "with"), Template: word.Draw(r, "template"), Opens: instant.Draw(r, "opens"), Due: instant.Draw(r, "due"),
	}}
	if rapid.Bool().Draw(r, "missed") {
		duty.Duty.MissedAt = instant.Draw(r, "missed at")
	}
	light := &LightChangedEvent{From: Light(word.Draw(r, "from")), To: Light(word.Draw(r, "to")), Reason: word.Draw(r, "why")}
	day := rapid.Custom(func(r *rapid.T) clock.Date { return clock.Date(rapid.Int32Range(0, 30_000).Draw(r, "day")) })
	maybe := rapid.OneOf(rapid.Just(time.Time{}), instant)
	moved.Waited = maybe.Draw(r, "waited")
	limit := rapid.SampledFrom([]calendar.Limit{{}, {Halves: 3, Unit: calendar.Workday}, {Halves: 40, Unit: calendar.Day}, {Unit: calendar.OnDate, Date: 19_500}})
	given := Assignment{
		LeadUnit: word.Draw(r, "unit"), Support: listed(list.Draw(r, "support")), Owner: word.Draw(r, "owner"), Sponsor: word.Draw(r, "sponsor"),
		Verifier: word.Draw(r, "verifier"), Due: day.Draw(r, "due"), Ongoing: rapid.Bool().Draw(r, "ongoing"),
	}
	registered := &RegisteredEvent{
		Number: word.Draw(r, "number"), Kind: word.Draw(r, "kind"), Assignment: given, Session: word.Draw(r, "session"),
		Received: maybe.Draw(r, "received"), Standing: word.Draw(r, "standing"),
		Particulars: Particulars{
			Title: word.Draw(r, "title"), Brief: word.Draw(r, "brief"), Category: listed(list.Draw(r, "category")), Urgency: word.Draw(r, "urgency"),
			Place: word.Draw(r, "place"), Origin: word.Draw(r, "origin"), Parent: word.Draw(r, "parent"), Weight: rapid.IntRange(0, 9).Draw(r, "weight"),
			FirstContact: word.Draw(r, "contact"), Applicant: word.Draw(r, "applicant"),
		},
	}
	if rapid.Bool().Draw(r, "own fields") {
		registered.Fields = map[string]any{"amount": 1e15, "done": true, "name": word.Draw(r, "name"), "tags": []any{"a", "<b>"}}
	}
	if rapid.Bool().Draw(r, "personal") {
		registered.Personal = map[string]string{"phone": word.Draw(r, "committed"), "name": "00ff"}
	}
	assigned := &AssignedEvent{Assignment: given, Brief: word.Draw(r, "task"), Reason: word.Draw(r, "because"), Transfer: rapid.Bool().Draw(r, "transfer"), ClockFrom: maybe.Draw(r, "clock from"), Unsigned: rapid.Bool().Draw(r, "unsigned"), Row: word.Draw(r, "its row")}
	looked := &LookedAtEvent{Session: word.Draw(r, "at session"), Text: word.Draw(r, "said"), Duty: word.Draw(r, "duty")}
	deadline := func(name string) calendar.Deadline {
		return calendar.Deadline{
			At: maybe.Draw(r, name), Date: day.Draw(r, name), Calendar: word.Draw(r, name), Provisional: rapid.Bool().Draw(r, name),
			MakeUp: rapid.Bool().Draw(r, name), Suspended: rapid.Bool().Draw(r, name), Capped: rapid.Bool().Draw(r, name),
		}
	}
	set := &ClockSetEvent{Terms: calendar.Terms{Advisory: limit.Draw(r, "advisory"), Promised: limit.Draw(r, "promised"), Statutory: limit.Draw(r, "statutory")}, Notice: word.Draw(r, "notice")}
	if rapid.Bool().Draw(r, "clock") {
		set.Clock = calendar.Clock{Limit: limit.Draw(r, "limit"), Started: maybe.Draw(r, "started"), Anew: maybe.Draw(r, "anew")}
		if rapid.Bool().Draw(r, "stopped") {
			set.Clock.Stops = []calendar.Suspension{{From: instant.Draw(r, "from"), To: maybe.Draw(r, "to"), Reason: word.Draw(r, "why stopped"), Actor: "某岗位"}}
			set.Clock.Extensions = []calendar.Extension{{By: calendar.Limit{Halves: 2, Unit: calendar.Workday}, GrantedBy: "某岗位", At: instant.Draw(r, "granted")}}
			set.Clock = set.Clock.Replan(instant.Draw(r, "replanned"), rapid.IntRange(0, 1).Draw(r, "lawful"))
		}
	}
	if rapid.Bool().Draw(r, "deadlines") {
		set.Deadlines = Deadlines{Advisory: deadline("advisory"), Promised: deadline("promised"), Statutory: deadline("statutory"), Accept: deadline("accept")}
	}
	if rapid.Bool().Draw(r, "recounted") {
		set.Duties = []Recount{{word.Draw(r, "recounted duty"), instant.Draw(r, "recounted due")}}
		set.Letters = []Recount{{word.Draw(r, "recounted letter"), instant.Draw(r, "recounted reply")}}
	}
	return []Content{moved, duty, light, registered, assigned, looked, set}
}
