package faults_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"qinlian/internal/kernel/engine"
)

// clerks register matters, one after the other, until they are told to stop. What was not acknowledged they send again
// under its key until it is.
type clerks struct {
	*office

	nodes  []*node
	cookie string
	lost   bool // connections may break: a node is killed

	mu      sync.Mutex
	changed *sync.Cond
	told    map[string]string // number by title
	said    map[string]int    // how often each refusal was answered, by status and code
	stop    context.CancelFunc
	all     sync.WaitGroup
}

// atWork are how many clerks work at once.
const atWork = 8

func (o *office) clerks(nodes ...*node) *clerks {
	o.Helper()
	if o.visit == "" {
		o.visit = o.signIn(nodes[0])
	}
	c := &clerks{office: o, nodes: nodes, cookie: o.visit, told: map[string]string{}, said: map[string]int{}}
	c.changed = sync.NewCond(&c.mu)
	ctx, stop := context.WithCancel(context.Background())
	c.stop = stop
	o.Cleanup(stop)
	for i := range atWork {
		c.all.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				c.register(i, fmt.Sprintf("任务 %d-%d", i, n))
			}
		})
	}
	return c
}

// register goes on until it is told that the matter is there; the nodes take turns.
func (c *clerks) register(clerk int, title string) {
	for attempt := 0; ; attempt++ {
		if c.once(c.nodes[(clerk+attempt)%len(c.nodes)], title, attempt) || attempt > 100_000 {
			return
		}
	}
}

func (c *clerks) once(n *node, title string, attempt int) (done bool) {
	lang := []string{"zh-CN", "en"}[attempt%2]
	r, err := n.call(c.cookie, http.MethodPost, "/api/v1/zones/"+zone+"/matters", map[string]string{"kind": "task", "title": title, "owner": "招商局局长"},
		"Idempotency-Key", title2key(title), "Accept-Language", lang)
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.changed.Broadcast()
	switch {
	case err != nil && c.lost:
		c.said["cut off"]++
	case err != nil:
		c.Errorf("no answer: %v", err)
		return true
	case r.status == http.StatusCreated:
		var m struct{ Number, Title string }
		if err := json.Unmarshal(r.raw, &m); err != nil || m.Title != title || m.Number == "" {
			c.Errorf("%s: %s %v", title, r.raw, err)
		}
		c.told[title] = m.Number
		return true
	default:
		code, told := r.clear(lang)
		if !told {
			c.Errorf("%s: no clear problem: %d %v %s", title, r.status, r.header, r.raw)
			return true
		}
		c.said[fmt.Sprintf("%d %s", r.status, code)]++
	}
	return false
}

// killing says that a node will be killed: connections may break.
func (c *clerks) killing() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lost = true
}

// title2key is a key for a title: keys are ASCII.
func title2key(title string) string { return strings.TrimPrefix(title, "任务 ") }

// clear tells whether a refusal says what somebody needs: a code, a sentence in their language without insides, and when
// to try again.
func (r *reply) clear(lang string) (code string, told bool) {
	var p struct{ Type, Title, Code, Detail string }
	if json.Unmarshal(r.raw, &p) != nil || r.header.Get("Content-Type") != "application/problem+json" {
		return "", false
	}
	chinese := strings.ContainsFunc(p.Detail, func(c rune) bool { return unicode.Is(unicode.Han, c) })
	insides := strings.Contains(p.Detail, "127.0.0.1") || strings.Contains(p.Detail, "SQLSTATE") || strings.Contains(p.Detail, "pgx")
	outage := r.status == http.StatusServiceUnavailable || r.status == http.StatusGatewayTimeout || r.status == http.StatusInsufficientStorage
	return p.Code, outage && p.Code != "internal" && p.Type == "urn:qinlian:problem:"+p.Code && p.Title != "" && r.header.Get("Retry-After") != "" &&
		p.Detail != "" && chinese == (lang == "zh-CN") && !insides
}

// await waits until the clerks have seen enough.
func (c *clerks) await(what string, enough func(told int, said map[string]int) bool) {
	c.Helper()
	late := time.AfterFunc(40*time.Second, func() { // how long to wait, not what is tested
		c.mu.Lock()
		defer c.mu.Unlock()
		c.said["late"]++
		c.changed.Broadcast()
	})
	defer late.Stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	for !enough(len(c.told), c.said) {
		if c.said["late"] > 0 || c.Failed() {
			c.Fatalf("waited in vain until %s: %d matters, %v", what, len(c.told), c.said)
		}
		c.changed.Wait()
	}
}

// more waits until so many more matters were acknowledged.
func (c *clerks) more(n int) {
	c.Helper()
	c.mu.Lock()
	before := len(c.told)
	c.mu.Unlock()
	c.await(fmt.Sprintf("%d more matters are registered", n), func(told int, _ map[string]int) bool { return told >= before+n })
}

// refused waits until somebody was refused with one of these again.
func (c *clerks) refused(codes ...string) {
	c.Helper()
	c.mu.Lock()
	before := maps.Clone(c.said)
	c.mu.Unlock()
	c.await("a request is refused with "+strings.Join(codes, " or "), func(_ int, said map[string]int) bool {
		return slices.ContainsFunc(codes, func(code string) bool { return said[code] > before[code] })
	})
}

// finish lets everybody finish what they are at: each request is acknowledged in the end.
func (c *clerks) finish() {
	c.Helper()
	c.stop()
	c.all.Wait()
	c.Logf("%d matters were acknowledged; meanwhile: %v", len(c.told), c.said)
}

// kept checks that each matter is there once, under the number that was told, without a gap, and that the ledger holds.
func (c *clerks) kept() {
	c.Helper()
	a := c.open(time.Now)
	defer func() { _ = a.Close() }()
	titles, numbers := map[string]string{}, map[string]bool{}
	for row, err := range a.Store.List(c.Context(), zone, engine.Filter{}) {
		if err != nil {
			c.Fatal(err)
		}
		if !strings.HasPrefix(row.Title, "任务 ") {
			continue
		}
		if other := titles[row.Title]; other != "" {
			c.Errorf("%s was registered twice: %s and %s", row.Title, other, row.Number)
		}
		titles[row.Title], numbers[row.Number] = row.Number, true
	}
	if !maps.Equal(titles, c.told) {
		for title, number := range c.told {
			if titles[title] != number {
				c.Errorf("%s was acknowledged as %s and is %q", title, number, titles[title])
			}
		}
		for title, number := range titles {
			if c.told[title] == "" {
				c.Errorf("%s is there as %s and nobody was told so", title, number)
			}
		}
	}
	c.verified(a)
}

// gapless checks that numbers run from 1.
func gapless(t *testing.T, numbers map[string]string) {
	t.Helper()
	seen := map[string]bool{}
	for _, number := range numbers {
		seen[number] = true
	}
	year := time.Now().Year()
	for i := 1; i <= len(seen); i++ {
		if want := fmt.Sprintf("任〔%d〕%d号", year, i); !seen[want] {
			t.Errorf("there are %d numbers and none is %s", len(seen), want)
		}
	}
}
