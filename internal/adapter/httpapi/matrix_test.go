package httpapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/identity/identitytest"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/plan"
)

// The matrix: every operation, asked for by everybody, about an order of 招商局, one of 经发局, and a raid on 招商局
// that nobody may be warned of. The table in testdata/matrix.txt is the agreed outcome, on both databases. A new
// operation without a sample fails, so does one in which nobody succeeds, and a change of who may do what that nobody
// wrote down; what the table of package authority says is held against each answer besides.

// things are what a sample needs, in place of words in its path, body and If-Match.
type things map[string]string

// sample is a well-formed request of an operation.
type sample struct {
	path  string // below /api/v1/zones/testzone, or from the root when it begins with "/api"; MATTER stands for the matter's id
	body  any
	match string                                // If-Match; "*" unless said
	made  func(m *matrix, matter string) things // what the request is about; anew after each success
	visit func(m *matrix) (*apitest.Browser, things)
	bulk  bool   // the answer tells of each matter what came of it
	never string // why nobody can succeed in a test
}

// upload is the body of a sample that sends a file.
type upload struct {
	body   string
	header []string
}

// samples has one for every operation; each feature adds its own (samples_*_test.go).
var samples = map[string]sample{}

// about are the matters that rows are about.
var about = []struct{ title, kind, owner, unit, applicant string }{
	{"zsj", "order", "招商局干部", "zsj", "企业甲"},
	{"jfj", "order", "经发局局长", "jfj", "市民乙"},
	{"raid", "raid", "招商局干部", "zsj", "企业甲"},
}

// matrix is the office in which everybody asks.
type matrix struct {
	*apitest.Office

	n, day int
	cookie string            // of the owner's visit
	key    *identitytest.Key // of the visit at hand
	shared map[string]string // matters that are only read
}

func (m *matrix) next() string { m.n++; return strconv.Itoa(m.n) }

// matter makes one of those that rows are about.
func (m *matrix) matter(title string) string {
	m.Helper()
	a := about[slices.IndexFunc(about, func(x struct{ title, kind, owner, unit, applicant string }) bool { return x.title == title })]
	made := m.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{
		"kind": a.kind, "title": "任务", "applicant": a.applicant, "fields": map[string]any{"phone": "13800001234"},
	}).Matter(m.Office)
	m.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(made.ID, "/commands"), apitest.Deeds(map[string]any{
		"command": "assign", "owner": a.owner, "lead_unit": a.unit, "support_units": []string{"sfj"}, "verifier": "评估中心主任",
	}), "If-Match", "*")
	return made.ID
}

func TestEveryOperationAnswersEverybodyAsTheMatrixSays(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		databasetest.Migrated(t, address)
		wire := (*databasetest.Wire)(nil)
		past := address
		if strings.HasPrefix(address, "postgres") {
			wire, past = databasetest.Tapped(t, address)
		}
		db := databasetest.Open(t, past)
		m := &matrix{Office: apitest.Open(t, db), shared: map[string]string{}}
		m.settle()
		if table := m.table(); table != m.agreed(table) {
			t.Errorf("who may do what is not what %s says (run with -update and look at the change); now:\n%s", agreed, table)
		}
		m.nodes()
		if wire != nil {
			if named := wire.NameTheirZone(t, databasetest.ZonalTables(t, databasetest.Open(t, address))); named < 150 {
				t.Errorf("only %d statements went past the wire", named)
			}
		}
	})
}

const agreed = "testdata/matrix.txt"

// agreed gives the committed table, or writes it.
func (m *matrix) agreed(table string) string {
	if *update {
		if err := os.WriteFile(agreed, []byte(table), 0o644); err != nil {
			m.Fatal(err)
		}
	}
	want, err := os.ReadFile(agreed)
	if err != nil {
		m.Fatal(err)
	}
	return string(want)
}

// settle brings about how everybody stands.
func (m *matrix) settle() {
	m.Helper()
	m.Neighbour()
	m.Server.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	m.OK(http.StatusCreated, "zsj-c", http.MethodPost, apitest.InZone("/delegations"), map[string]any{"post": "招商局干部", "taker": "zhb-a", "from": "2023-03-01", "to": "2023-03-31", "reason": "外出招商"})
	b := apitest.Browse(m.Office)
	if s := b.SignIn("zsj-c"); s.Stage != "in" {
		m.Fatal(s)
	}
	m.cookie = b.Cookie()
	m.Work()
}

// table asks for everything as everybody.
func (m *matrix) table() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%-22s %-10s %-5s", "operation", "needs", "about")
	for i := range everybody {
		fmt.Fprintf(&out, " %6s", everybody[i].title)
	}
	out.WriteByte('\n')
	for _, op := range m.Door.Declared() {
		s, ok := samples[op.ID]
		if !ok {
			m.Errorf("%s %s (%s) has no sample: add one, and look at its row of the matrix", op.Method, op.Path, op.ID)
			continue
		}
		if op.Whose == "anybody" {
			m.Now = m.Now.Add(20 * time.Second) // who comes from one address comes in only so fast
		}
		rows := []string{"-"}
		if strings.Contains(s.path, "MATTER") || s.bulk {
			rows = rows[:0]
			for _, a := range about {
				rows = append(rows, a.title)
			}
		}
		for _, title := range rows {
			fmt.Fprintf(&out, "%-22s %-10s %-5s", op.ID, op.Need, title)
			m.row(&out, &op, &s, title)
			if s.never != "" {
				out.WriteString("  nobody: " + s.never)
			}
			out.WriteByte('\n')
		}
	}
	out.WriteByte('\n')
	for _, k := range marks {
		fmt.Fprintf(&out, "%-6s %s: %s\n", k.mark, k.code, k.says)
	}
	return out.String()
}

// row asks for one operation about one matter as everybody.
func (m *matrix) row(out *strings.Builder, op *door.Declared, s *sample, title string) {
	matter, given := "", things(nil)
	fresh := func() {
		switch {
		case title == "-":
		case op.Method == http.MethodGet && s.made == nil:
			if m.shared[title] == "" {
				m.shared[title] = m.matter(title)
			}
			matter = m.shared[title]
		default:
			matter = m.matter(title)
		}
		if s.made != nil {
			given = s.made(m, matter)
		}
	}
	fresh()
	succeeded := false
	for i := range everybody {
		c := &everybody[i]
		r := m.ask(op, s, c, matter, given)
		mark, code := strconv.Itoa(r.StatusCode), ""
		if r.StatusCode >= http.StatusBadRequest {
			code = r.Problem(m.Office).Code
		} else if s.bulk {
			code = refused(m.Office, r)
		}
		if code != "" {
			k := slices.IndexFunc(marks, func(k struct{ mark, code, says string }) bool { return k.code == code })
			if k < 0 {
				m.Errorf("%s as %s about %s: %d %s has no mark: %s", op.ID, c.title, title, r.StatusCode, code, r.Raw)
				mark = "?"
			} else {
				mark = marks[k].mark
			}
		}
		fmt.Fprintf(out, " %6s", mark)
		m.held(op, c, title, matter, code)
		if code == "" {
			succeeded = true
			if op.Method != http.MethodGet {
				fresh()
			}
		}
	}
	if succeeded == (s.never != "") {
		m.Errorf("%s about %s: somebody succeeds: %v; give it a request in which somebody does, or the reason why nobody can", op.ID, title, succeeded)
	}
}

// ask makes the request as a caller.
func (m *matrix) ask(op *door.Declared, s *sample, c *caller, matter string, given things) apitest.Reply {
	who, header, words := c.who, []string{}, things{"MATTER": matter, "NUMBER": m.next(), "ACTING": c.as, "CREDENTIAL": "{}", "QUERY": "code=a&state=b"}
	if c.who == "visit" {
		cookie := m.cookie
		who = ""
		if s.visit != nil {
			b, more := s.visit(m)
			given, cookie = more, b.Cookie()
		}
		header = append(header, "Cookie", cookie)
	}
	maps.Copy(words, given)
	var pairs []string
	for _, word := range slices.Sorted(maps.Keys(words)) {
		if value := words[word]; strings.HasPrefix(value, "{") { // a document
			pairs = append(pairs, `"`+word+`"`, value)
		} else {
			pairs = append(pairs, word, value)
		}
	}
	put := strings.NewReplacer(pairs...).Replace
	path, match := put(s.path), put(s.match)
	if !strings.HasPrefix(path, "/api") {
		path = apitest.InZone(path)
	}
	if match == "" {
		match = "*"
	}
	header = append(header, "If-Match", match)
	if u, is := s.body.(upload); is {
		return m.Call(who, op.Method, path, u.body, append(header, u.header...)...)
	}
	var body any
	if s.body != nil { // each request a thing of its own
		raw, err := json.Marshal(s.body)
		if err != nil {
			m.Fatal(err)
		}
		body = put(string(raw))
	}
	return m.Call(who, op.Method, path, body, header...)
}

// refused is why a bulk command did nothing, "" where it did.
func refused(o *apitest.Office, r apitest.Reply) string {
	var v struct{ Items []struct{ Code string } }
	r.Into(o, &v)
	if len(v.Items) != 1 {
		o.Fatalf("%s", r.Raw)
	}
	return v.Items[0].Code
}

// held holds an answer against the table of package authority.
func (m *matrix) held(op *door.Declared, c *caller, title, matter, code string) {
	s, rules := m.subject(c)
	if s == nil || c.who == "visit" && code == "" && op.Whose == "anybody" {
		return
	}
	switch op.Whose {
	case "zone":
		may, within := s.Can(op.Need), op.Need == authority.Directory // more is asked by the handler
		if may && !within && (code == "authority.forbidden" || code == "authority.no_scope") || !may && code == "" {
			m.Errorf("%s as %s: the table says %v, the answer is %q", op.ID, c.title, may, code)
		}
	case "a matter":
		state, err := m.Engine.Find(m.Context(), apitest.Zone, matter, m.Now)
		if err != nil {
			m.Fatal(err)
		}
		facts := engine.FactsOf(&state)
		sees := s.May(authority.See, &facts, rules)
		if sees == (code == "matter.not_found") || !sees && code == "" {
			m.Errorf("%s as %s about %s: by the table they see it: %v, the answer is %q", op.ID, c.title, title, sees, code)
		}
		if op.Need == "" || op.Need == authority.See || !sees { // the rest is asked by the handler
			return
		}
		if may := s.May(op.Need, &facts, rules); may && (code == "authority.forbidden" || code == "authority.no_scope") || !may && code == "" {
			m.Errorf("%s as %s about %s: the table says %v, the answer is %q", op.ID, c.title, title, may, code)
		}
	}
}

// nodes does what a node does besides answering: notices, webhooks, sweeps with duties and letters, plans, imports and
// cleaning.
func (m *matrix) nodes() {
	m.Helper()
	ctx, zone := m.Context(), apitest.Zone
	m.Now = m.Now.AddDate(0, 1, 0)
	_, swept := m.Engine.Sweep(ctx, zone, m.Now, nil)
	_, collected := m.Messages.Notify.Collect(ctx, zone)
	_, fanned := m.Messages.Hooks.Fan(ctx, m.Store, zone)
	_, sent := m.Messages.Outbox.Run(ctx, zone)
	_, checkpoint := m.Engine.Checkpoint(ctx, zone)
	_, forgotten := m.Store.ForgetAnswers(ctx, zone, m.Now)
	_, digested := m.Messages.Notify.Digest(ctx, zone)
	timeline, known := m.Engine.Timeline(ctx, zone)
	_, planned := m.Engine.Plan(ctx, zone, timeline.At(m.Now), plan.Options{To: m.Now})
	_, due := m.Engine.EraseDue(ctx, zone, m.Now.AddDate(5, 0, 0))
	_, again := m.Engine.EraseAgain(ctx, zone)
	_, pruned := m.Exchange.Audit.PruneAll(ctx, 184*24*time.Hour)
	for _, err := range []error{
		swept, collected, fanned, sent, checkpoint, forgotten, digested, known, planned, due, again, pruned, m.Exchange.Audit.Sweep(ctx),
		m.Exchange.Files.Clean(ctx), m.Exchange.Desk.Clean(ctx, zone), m.Messages.Notify.Clean(ctx, zone, m.Now), m.Messages.Outbox.Clean(ctx, zone, m.Now),
	} {
		if err != nil {
			m.Error(err)
		}
	}
}
