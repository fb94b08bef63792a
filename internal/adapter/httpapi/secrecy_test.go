package httpapi_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi/apitest"
)

// What is hidden changes nothing for those who are not cleared. Two offices go through the same weeks, one of them with
// unannounced inspections besides; whatever an outsider asks, both answer the same.

// outsiders are those who are not cleared for an unannounced inspection, however they stand to it.
var outsiders = []string{"zsj-a", "zsj-c", "zsj-d", "gwh-a", "gwh-c", "sfj-a", "pgz-a", "jfj-a", "enterprise", "citizen", "reader:zsj-c", "elsewhere", "system", "security"}

// told are the operations whose answers may differ, with the reason.
var told = map[string]string{
	"watch-changes":   "has no end; see package live",
	"read-checkpoint": "the size of the zone's log (docs/authority.md)",
}

// queries are what lists are asked besides.
var queries = []string{
	"/matters?count=true", "/matters?count=true&kind=inspection&kind=raid", "/matters?count=true&light=red", "/matters?count=true&unit=zsj", "/matters?count=true&owner=" + url.QueryEscape("招商局干部"),
	"/matters?limit=1", "/matters?sort=-registered", "/matters?open=true&count=true", "/matters?unowned=true&count=true", "/matters?count=true&where=" + url.QueryEscape("investment>=1"),
	"/search?q=" + url.QueryEscape("突击"), "/search?q=" + url.QueryEscape("招商"), "/search?q=" + url.QueryEscape("检查"), "/search?q=" + url.QueryEscape("查〔2023〕1号"), "/search?q=2023",
	"/letters?count=true", "/letters?count=true&state=issued", "/duties?count=true", "/duties?count=true&state=missed", "/duties?count=true&what=talk", "/duties?mine=true&count=true",
	"/export?format=csv", "/export?format=csv&kind=inspection", "/export?format=xlsx", "/notices?unread=true", "/work", "/today", "/bulletin", "/sessions",
}

func TestAHiddenMatterChangesNoAnswerToWhoIsNotCleared(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		without, with := apitest.Open(t, db), apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
		if db.Dialect() == database.PostgreSQL {
			with = apitest.Open(t, databasetest.Migrated(t, databasetest.PostgreSQL(t)))
		}
		weeks(without, false)
		weeks(with, true)
		paths := map[string]string{}
		for _, q := range queries {
			paths[q] = apitest.InZone(q)
		}
		for _, op := range with.Door.Declared() {
			if path := samples[op.ID].path; op.Method == http.MethodGet && told[op.ID] == "" && op.Whose != "anybody" && !regexp.MustCompile("MATTER|THING|QUERY").MatchString(path) {
				if !strings.HasPrefix(path, "/api") {
					path = apitest.InZone(path)
				}
				paths[op.ID] = path
			}
		}
		answers := 0
		for name, path := range paths {
			for _, who := range outsiders {
				a, b := without.Call(who, http.MethodGet, path, nil), with.Call(who, http.MethodGet, path, nil)
				if a.StatusCode != b.StatusCode || plain(a.Raw) != plain(b.Raw) {
					t.Errorf("%s asks for %s and learns of the inspections:\n%d %s\nwithout them\n%d %s", who, name, b.StatusCode, plain(b.Raw), a.StatusCode, plain(a.Raw))
				}
				if b.StatusCode == http.StatusOK {
					answers++
				}
			}
		}
		if answers < 200 {
			t.Errorf("only %d answers were compared", answers)
		}
		// Those who are cleared see them, and the auditor sees how many there are.
		for who, want := range map[string]string{"dcs-a": "突击检查", "jw-a": "突击检查"} {
			if r := with.OK(http.StatusOK, who, http.MethodGet, apitest.InZone("/search?q="+url.QueryEscape("突击")), nil); !strings.Contains(string(r.Raw), want) {
				t.Errorf("%s does not find them: %s", who, r.Raw)
			}
		}
		var counted struct {
			Kinds []struct {
				Kind  string
				Count int
			}
		}
		r := with.OK(http.StatusOK, "audit", http.MethodGet, apitest.InZone("/audit/confidential"), nil)
		r.Into(with, &counted)
		if len(counted.Kinds) == 0 || strings.Contains(string(r.Raw), "突击检查招商局") {
			t.Errorf("the auditor sees %s", r.Raw)
		}
	})
}

// weeks is what happens in an office, with or without what is hidden.
func weeks(o *apitest.Office, hidden bool) {
	o.Helper()
	o.Neighbour()
	o.Now = apitest.At("2023-03-01 09:00")
	open := o.Project("公开项目", map[string]any{"investment": 500000000})
	task := o.Given("公开任务")
	o.Letter(open.ID, "招商局局长", "delivered")
	if hidden {
		photo, asPhoto := apitest.Form("现场.txt", "text/plain", []byte("现场情况"))
		for range 2 {
			secret := o.Inspection("突击检查招商局")
			o.Letter(secret.ID, "招商局局长", "issued")
			o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.OfMatter(secret.ID, "/attachments"), photo, asPhoto...)
		}
		raid := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "raid", "title": "突击检查企业甲", "applicant": "企业甲", "parent": task.ID}).Matter(o)
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(raid.ID, "/commands"), apitest.Deeds(map[string]any{
			"command": "assign", "owner": "招商局干部", "lead_unit": "zsj", "support_units": []string{"sfj"}, "verifier": "评估中心主任",
		}), "If-Match", "*")
	}
	o.Given("后来的任务") // its number follows the one before
	o.Now = apitest.At("2023-03-20 09:00")
	for _, err := range []error{second(o.Engine.Sweep(o.Context(), apitest.Zone, o.Now, nil)), second(o.Messages.Notify.Collect(o.Context(), apitest.Zone))} {
		if err != nil {
			o.Fatal(err)
		}
	}
	o.Meeting(map[string]any{"block": "other", "title": "其他议题"})
}

func second[T any](_ T, err error) error { return err }

var (
	anyID   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32,}`)
	anyTime = regexp.MustCompile(`20(2[4-9]|[3-9]\d)-\d\d-\d\dT[0-9:.+Z]+`) // the machine's own clock
	anySpan = regexp.MustCompile(`"answers_us":\d+`)                        // how long the database took
)

// plain is an answer without ids, which differ from run to run; of a workbook, what is written in it.
func plain(raw []byte) string {
	if bytes.HasPrefix(raw, []byte("PK")) {
		var out strings.Builder
		book, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			return err.Error()
		}
		for _, f := range book.File {
			part, err := f.Open()
			if err != nil || strings.HasPrefix(f.Name, "docProps") {
				continue
			}
			words, _ := io.ReadAll(part)
			out.WriteString(f.Name + " " + string(words) + "\n")
		}
		raw = []byte(out.String())
	}
	return anySpan.ReplaceAllString(anyTime.ReplaceAllString(anyID.ReplaceAllString(string(raw), "ID"), "THEN"), "TOOK")
}

// For whoever is not cleared, a hidden matter's number is one that was never given out: the same answer, made by the
// same questions to the database.
func TestTheNumberOfAHiddenMatterIsAnsweredAsOneThatWasNeverGivenOut(t *testing.T) {
	apitest.EachOn(t, func(o *apitest.Office, db *database.DB) {
		m := &matrix{Office: o, shared: map[string]string{}}
		secret := o.Inspection("突击检查招商局")
		o.Letter(secret.ID, "招商局局长", "issued")
		open := o.Given("公开任务")
		watch := &counted{}
		db.Watch(watch)
		for _, now := range []string{"2023-03-02 09:00", "2023-03-20 09:00"} { // before it is due and long after
			o.Now = apitest.At(now)
			for _, who := range []string{"zsj-a", "zsj-c", "gwh-a", "jfj-a", "citizen", "reader:zsj-c"} {
				for name, ask := range m.about(open.ID) {
					ask(who, secret.Number) // what is remembered from now on is remembered of both
					answers, work := [2]string{}, [2][]string{}
					for i, number := range []string{secret.Number, strings.Replace(secret.Number, "1号", "9号", 1)} {
						watch.take()
						r := ask(who, number)
						outside, inside, _ := watch.take()
						for _, text := range slices.Concat(outside, inside) {
							work[i] = append(work[i], withoutValues(text))
						}
						for _, written := range []string{number, url.PathEscape(number), url.QueryEscape(number)} {
							r.Raw = bytes.ReplaceAll(r.Raw, []byte(written), []byte("NUMBER"))
						}
						answers[i] = r.Status + " " + traced.ReplaceAllString(string(r.Raw), "TRACE")
					}
					if answers[0] != answers[1] {
						o.Errorf("%s, %s:\n%s\nof no matter\n%s", name, who, answers[0], answers[1])
					}
					if !slices.Equal(work[0], work[1]) {
						o.Errorf("%s, %s: a hidden number takes other work:\n%s\nthan none\n%s", name, who, strings.Join(work[0], "\n"), strings.Join(work[1], "\n"))
					}
				}
			}
		}
	})
}

var (
	traced = regexp.MustCompile(`urn:qinlian:trace:[0-9a-f-]+`)
	values = regexp.MustCompile(`'(?:[^']|'')*'|\b\d{6,}\b`)
)

func withoutValues(statement string) string { return values.ReplaceAllString(statement, "?") }

// about is everything that can be asked about a matter by its number: each operation on one, and whatever takes a number
// in its query or body.
func (m *matrix) about(open string) map[string]func(who, number string) apitest.Reply {
	asks := map[string]func(who, number string) apitest.Reply{}
	for _, op := range m.Door.Declared() {
		s := samples[op.ID]
		path := strings.Replace(s.path, "/matters/THING", "/matters/MATTER", 1)
		if !strings.Contains(path, "/matters/MATTER") {
			continue
		}
		asks[op.ID] = func(who, number string) apitest.Reply {
			return m.ask(&op, &sample{path: strings.Replace(path, "MATTER", url.PathEscape(number), 1), body: s.body, match: "*"}, &caller{who: who}, "", things{"DUTY": "none", "HASH": strings.Repeat("0", 64)})
		}
	}
	get := func(query string) func(who, number string) apitest.Reply {
		return func(who, number string) apitest.Reply {
			return m.Call(who, http.MethodGet, apitest.InZone(query+url.QueryEscape(number)), nil)
		}
	}
	for _, query := range []string{"/search?q=", "/matters?count=true&parent=", "/duties?count=true&matter=", "/letters?count=true&matter=", "/export?format=csv&parent="} {
		asks[query] = get(query)
	}
	post := func(path string, body func(number string) map[string]any) func(who, number string) apitest.Reply {
		return func(who, number string) apitest.Reply {
			return m.Call(who, http.MethodPost, path, body(number), "If-Match", "*")
		}
	}
	asks["hang below"] = post(apitest.InZone("/matters"), func(n string) map[string]any {
		return map[string]any{"kind": "task", "title": "下级", "parent": n}
	})
	asks["hang below, with other faults"] = post(apitest.InZone("/matters"), func(n string) map[string]any {
		return map[string]any{"kind": "task", "title": " ", "parent": n, "colour": "red"}
	})
	asks["merge into"] = post(apitest.OfMatter(open, "/commands"), func(n string) map[string]any {
		return apitest.Deeds(map[string]any{"command": "merge", "to": n, "reason": "同一件事"})
	})
	asks["assign many"] = post(apitest.InZone("/bulk/assign"), func(n string) map[string]any {
		return map[string]any{"matters": []string{n}, "owner": "招商局局长", "lead_unit": "zsj", "dry_run": true}
	})
	asks["remind many"] = post(apitest.InZone("/bulk/remind"), func(n string) map[string]any {
		return map[string]any{"matters": []string{n}, "template": "reminder", "reason": "临期", "dry_run": true}
	})
	asks["put on an agenda"] = post(apitest.InZone("/sessions"), func(n string) map[string]any {
		return map[string]any{"template": "meeting", "agenda": []any{map[string]any{"block": "other", "matter": n}}}
	})
	return asks
}

func TestWhatHangsBelowAHiddenMatterDoesNotTellOfIt(t *testing.T) {
	t.Parallel()
	apitest.Each(t, func(o *apitest.Office) {
		o.Applied(o.Now, "limit: 10wd\nconfidential: { cleared: [office, inspector]", "limit: 10wd\ntree: { children: [task] }\nconfidential: { cleared: [office, inspector]")
		raid := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "raid", "title": "突击检查企业甲"}).Matter(o)
		below := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "task", "title": "整改", "parent": raid.Number}).Matter(o)
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(below.ID, "/commands"), apitest.Deeds(map[string]any{
			"command": "assign", "owner": "招商局干部", "lead_unit": "zsj",
		}), "If-Match", "*")
		o.OK(http.StatusNotFound, "zsj-c", http.MethodGet, apitest.OfMatter(raid.ID, ""), nil)
		for _, path := range []string{"", "/history", "/tree", "/actions", "/clock"} {
			told := string(o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.OfMatter(below.ID, path), nil).Raw)
			for _, hidden := range []string{raid.ID, raid.Number, "检查企业甲"} {
				if strings.Contains(told, hidden) {
					o.Errorf("%s tells whom the raid is about of %s: %s", path, hidden, told)
				}
			}
		}
		if known := o.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.OfMatter(below.ID, ""), nil).Matter(o); known.Parent != raid.ID {
			o.Errorf("who may see it is told of %q", known.Parent)
		}
	})
}
