package live_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/live"
)

// stream is an open stream of server-sent events.
type stream struct {
	o     *apitest.Office
	lines *bufio.Scanner
}

// event is one server-sent event.
type event struct{ id, name, data string }

// open begins a stream as somebody, after a position ("" for now).
func open(o *apitest.Office, who, after string) *stream {
	o.Helper()
	req, err := http.NewRequestWithContext(o.Context(), http.MethodGet, o.Server.URL+apitest.InZone("/changes"), http.NoBody)
	if err != nil {
		o.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+who)
	if after != "" {
		req.Header.Set("Last-Event-ID", after)
	}
	res, err := o.Server.Client().Do(req)
	if err != nil {
		o.Fatal(err)
	}
	o.Cleanup(func() { _ = res.Body.Close() })
	if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || got != "text/event-stream" {
		o.Fatalf("%d %s", res.StatusCode, got)
	}
	return &stream{o, bufio.NewScanner(res.Body)}
}

// next waits for an event of a name.
func (s *stream) next(name string) (e event) {
	s.o.Helper()
	for s.lines.Scan() {
		field, value, _ := strings.Cut(s.lines.Text(), ": ")
		switch field {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "":
			if e.name == name {
				return e
			}
			e = event{}
		}
	}
	s.o.Fatalf("the stream ended: %v", s.lines.Err())
	return e
}

func (e event) changed(o *apitest.Office) (c live.Changed) {
	o.Helper()
	if err := json.Unmarshal([]byte(e.data), &c); err != nil {
		o.Fatal(err)
	}
	return c
}

func TestWhoMaySeeAMatterIsToldAtOnceThatItChanged(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		s := open(o, "zsj-a", "")
		s.next("beat")
		m := o.Given("招商局的")
		got := s.next("changed").changed(o)
		for got.Version < m.Version { // registering and assigning may be told apart
			got = s.next("changed").changed(o)
		}
		if got.Number != m.Number || got.Owner != "招商局干部" || got.Light != "green" || got.Due == nil {
			o.Errorf("%+v", got)
		}
	})
}

func TestNobodyIsToldOfWhatTheyMayNotSee(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		s := open(o, "jfj-a", "")
		s.next("beat")
		o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "inspection", "title": "突击检查", "lead_unit": "jfj"})
		o.Given("招商局的")
		r := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "task", "title": "经发局的"})
		own := r.Matter(o)
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(own.ID, "/commands"), apitest.Deeds(map[string]any{"command": "assign", "owner": "经发局局长", "lead_unit": "jfj"}), "If-Match", "*")
		if got := s.next("changed").changed(o); got.Title != "经发局的" {
			o.Errorf("told of %+v", got)
		}
	})
}

func TestAStreamThatWasInterruptedGoesOnWhereItWas(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		begin := open(o, "dcs-a", "").next("beat").id
		first := o.Given("甲")
		second := o.Given("乙")
		s := open(o, "dcs-a", begin)
		seen := map[string]bool{}
		for len(seen) < 2 {
			e := s.next("changed")
			seen[e.changed(o).Number] = true
			if was, _ := strconv.Atoi(begin); e.id == "" || atoi(o, e.id) <= was {
				o.Errorf("position %q after %q", e.id, begin)
			}
		}
		if !seen[first.Number] || !seen[second.Number] {
			o.Errorf("told of %v", seen)
		}
	})
}

func TestOneAccountCannotHoldEveryStream(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		for range 6 {
			open(o, "dcs-a", "").next("beat")
		}
		e := open(o, "dcs-a", "").next("refused")
		if !strings.Contains(e.data, "http.too_many") {
			o.Errorf("%+v", e)
		}
	})
}

func atoi(o *apitest.Office, s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		o.Fatal(err)
	}
	return n
}
