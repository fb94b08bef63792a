package httpapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi/apitest"
)

// faulty is a body with faults of several sorts for every change that takes one: what the schema finds, what the
// request's own words have, who may not, what the domain or the mechanism refuses. All are told at once.
var faulty = map[string]struct {
	who  string
	body any
	want []string // code and place of each fault, in order
}{
	"register-matter": {"zsj-c", map[string]any{
		"kind": "project", "title": " ", "weight": -1, "colour": "red", "as": "经发局局长", "parent": "无〔2023〕1号", "session": "无〔2023〕2号", "due": "2023-02-30", "lead_unit": "无局", "fields": map[string]any{"phase": "停"},
	}, []string{"http.invalid body.colour", "http.invalid body.due", "http.invalid body.weight", "authority.not_your_post body.as", "matter.not_found body.parent", "session.not_found body.session", "matter.no_title body.title", "matter.unknown_unit body.lead_unit", "matter.bad_field body.fields.phase"}},
	"command-matter": {"zsj-c", apitest.Deeds(
		map[string]any{"command": "report", "text": "已签约", "progress": 101, "as": "经发局局长"}, map[string]any{"command": "transfer"}, map[string]any{"command": "explode"},
		map[string]any{"command": "ask-extension", "by": "ein Tag", "session": "无〔2023〕2号"},
	), []string{"http.invalid body.deeds[0].progress", "authority.not_your_post body.deeds[0].as", "authority.forbidden body.deeds[1].command", "matter.unknown_command body.deeds[2].command", "calendar.limit body.deeds[3].by", "session.not_found body.deeds[3].session"}},
	"unmask-personal": {"zsj-c", map[string]any{"fields": []string{"colour"}, "reason": "", "as": "经发局局长", "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.reason", "authority.not_your_post body.as"}},
	"confirm-import":  {"dcs-a", map[string]any{"sha256": strings.Repeat("0", 64), "colour": "red"}, []string{"http.invalid body.colour", "import.other_file body.sha256"}},
	"assign-matters":  {"dcs-a", map[string]any{"matters": []string{}, "as": "经发局局长", "due": "soon", "expect": -1}, []string{"http.invalid body.due", "http.invalid body.expect", "authority.not_your_post body.as"}},
	"remind-matters":  {"dcs-a", map[string]any{"matters": []string{"MATTER"}, "as": "经发局局长", "reason": "", "expect": 7}, []string{"http.invalid body", "http.invalid body.reason", "authority.not_your_post body.as", "bulk.others body.expect"}},
	"convene-session": {"dcs-a", map[string]any{
		"template": "nothing", "as": "经发局局长", "date": "someday", "agenda": []any{map[string]any{"block": ""}, map[string]any{"block": "other", "matter": "无〔2023〕1号"}}, "colour": "red",
	}, []string{"http.invalid body.agenda[0].block", "http.invalid body.colour", "authority.not_your_post body.as", "http.date body.date", "matter.not_found body.agenda[1]", "session.unknown_template"}},
	"command-session": {"dcs-a", map[string]any{"as": "经发局局长", "deeds": []any{
		map[string]any{"command": "attend", "colour": "red"}, map[string]any{"command": "review", "matter": "无〔2023〕1号", "text": "甲"}, map[string]any{"command": "resolve", "register": map[string]any{"kind": "task", "title": "甲", "due": "someday"}},
	}}, []string{"http.invalid body.deeds[0].colour", "authority.not_your_post body.as", "session.attendance body.deeds[0].present", "matter.not_found body.deeds[1].matter", "http.date body.deeds[2].register.due"}},
	"draft-letter":   {"zsj-a", map[string]any{"template": "nothing", "to": "无岗", "as": "经发局局长", "colour": "red"}, []string{"http.invalid body.colour", "authority.not_your_post body.as"}},
	"command-letter": {"jfj-a", map[string]any{"command": "answer", "as": "督查室主任", "colour": "red"}, []string{"http.invalid body.colour", "authority.not_your_post body.as", "letter.order"}},
	"meet-duty":      {"dcs-a", map[string]any{"duty": "none", "session": "无〔2023〕2号", "as": "经发局局长", "colour": "red"}, []string{"http.invalid body.colour", "session.not_found body.session", "authority.not_your_post body.as", "matter.no_duty body.duty"}},
	"command-org": {"dcs-a", map[string]any{
		"command": "merge", "units": []string{"无局"}, "as": "经发局局长", "on": "someday", "to": "2023-02-30", "colour": "red",
	}, []string{"http.invalid body.colour", "authority.not_your_post body.as", "http.date body.to", "http.date body.on", "org.into_one body.into"}},
	"load-notice":         {"dcs-a", map[string]any{"file": "year: 后年", "dry_run": "maybe", "as": "经发局局长", "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.dry_run", "authority.not_your_post body.as", "calendar.notice_value body.file"}},
	"put-record":          {"dcs-a", map[string]any{"values": map[string]any{"colour": "red"}, "as": "经发局局长", "from": "someday", "colour": "red"}, []string{"http.invalid body.colour", "register.unknown_field body.values.colour", "register.required body.values.code", "register.required body.values.name", "authority.not_your_post body.as", "http.date body.from"}},
	"keep-record":         {"dcs-a", map[string]any{"command": "correct", "as": "经发局局长", "values": map[string]any{"colour": "red"}, "reason": 7}, []string{"http.invalid body.reason", "register.no_date body.from", "authority.not_your_post body.as"}},
	"issue-token":         {"dcs-a", map[string]any{"scopes": []string{"everything"}, "expires_at": "2020-01-01T00:00:00Z", "colour": "red"}, []string{"http.invalid body", "http.invalid body.colour", "identity.sign_in"}},
	"delegate":            {"zsj-c", map[string]any{"post": "经发局局长", "taker": "nobody", "from": "2023-05-08", "to": "2023-05-01", "reason": ""}, []string{"http.invalid body.reason", "identity.span body.from", "identity.not_yours body.post", "identity.bad_taker body.taker"}},
	"open-account":        {"system", map[string]any{"login": "a b", "title": "", "zone": "nowhere", "kind": "alien", "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.kind", "http.invalid body.title", "identity.bad_login body.login", "identity.unknown_zone body.zone"}},
	"amend-account":       {"system", map[string]any{"login": "a b", "title": "", "zone": "nowhere", "kind": "alien", "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.kind", "http.invalid body.title", "identity.bad_login body.login", "identity.unknown_zone body.zone"}},
	"issue-account-token": {"security", map[string]any{"title": "", "scopes": []string{"everything"}, "expires_at": "2020-01-01T00:00:00Z", "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.title", "identity.bad_scope body.scopes", "identity.token_expiry body.expires_at"}},
	"read-notices":        {"system", map[string]any{"ids": "all", "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.ids", "notify.nobody"}},
	"subscribe":           {"enterprise", map[string]any{"entitlements": "yes", "claims": true, "clauses": true, "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.entitlements"}},
	"set-preferences": {"zsj-c", map[string]any{
		"lang": "fr", "quiet": map[string]any{"from": "25:00", "to": "07:30", "rest_days": false, "urgent": false}, "muted": []string{"everything"}, "channels": []any{map[string]any{"kind": "email", "address": "nobody"}},
	}, []string{"http.invalid body.channels[0]", "http.invalid body.channels[0]", "http.invalid body.channels[0].kind", "http.invalid body.lang", "http.invalid body.quiet.from", "notify.bad_kind body.muted", "notify.bad_channel body.channels"}},
	"add-webhook":        {"system", map[string]any{"url": "http://127.0.0.1/", "kinds": []string{"everything"}, "active": "yes"}, []string{"http.invalid body.active", "webhook.unknown_kind body.kinds"}},
	"change-webhook":     {"system", map[string]any{"url": "http://127.0.0.1/", "kinds": []string{"everything"}, "active": "yes"}, []string{"http.invalid body.active", "webhook.unknown_kind body.kinds"}},
	"check-mechanisms":   {"dcs-a", map[string]any{"files": map[string]string{"x": "a"}, "colour": "red"}, []string{"http.invalid body.colour", "mechanism.path body.files"}},
	"diff-mechanisms":    {"dcs-a", map[string]any{"files": map[string]string{"new": "kind: 7"}, "colour": "red"}, []string{"http.invalid body.colour", "mechanism.path body.files"}},
	"plan-mechanisms":    {"dcs-a", map[string]any{"files": map[string]string{"new": "kind: 7"}, "from": "2023-06-02T00:00:00Z", "to": "2023-06-01T00:00:00Z", "colour": "red"}, []string{"http.invalid body.colour", "plan.reversed body.to"}},
	"correct-import":     {"dcs-a", map[string]any{"corrections": []any{map[string]any{"sheet": "无", "cell": "A0", "value": 7}}, "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.corrections"}},
	"play-scenarios":     {"dcs-a", map[string]any{"files": map[string]string{"x": "a"}, "colour": "red"}, []string{"http.invalid body.colour", "mechanism.path body.files"}},
	"propose-mechanisms": {"dcs-a", map[string]any{"files": map[string]string{"new": "kind: 7"}, "from": "2023-06-02T00:00:00Z", "why": "", "hash": "", "as": "经发局局长", "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.why", "mechanism.path body.files", "authority.not_your_post body.as"}},
	"state-facts":        {"dcs-a", map[string]any{"as": "经发局局长", "from": "someday", "values": map[string]string{"staff": "许多", "stuff": "1"}, "colour": "red"}, []string{"http.invalid body.colour", "authority.not_your_post body.as", "http.date body.from", "factsheet.int body.values.staff", "register.unknown_field body.values.stuff", "facts.no_source body.source"}},
	"act-on-claims":      {"zsj-a", map[string]any{"do": "confirm", "claims": []string{"无"}, "as": "经发局局长", "amount": -1, "colour": "red"}, []string{"http.invalid body.amount", "http.invalid body.colour", "authority.not_your_post body.as"}},
	"act-on-own-claim":   {"enterprise", map[string]any{"do": "explode", "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.do", "claim.not_found"}},
	"make-payments":      {"jfj-a", map[string]any{"number": "", "as": "招商局局长", "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.number", "authority.not_your_post body.as"}},
	"withdraw-payments":  {"jfj-a", map[string]any{"reason": "", "as": "招商局局长", "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.reason", "authority.not_your_post body.as"}},
	"enter-receipts":     {"jfj-a", map[string]any{"batch": "无", "receipts": []any{map[string]any{"number": "1", "paid": true, "amount": -1}}, "as": "招商局局长", "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.receipts[0].amount", "authority.not_your_post body.as"}},
	"appropriate":        {"jfj-a", map[string]any{"year": -1, "as": "招商局局长", "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.year", "authority.not_your_post body.as"}},
	"count-draft":        {"dcs-a", map[string]any{"register": "nothing", "on": "someday", "show": 1000, "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.show", "http.date body.on"}},
	"plan-benefits":      {"dcs-a", map[string]any{"files": map[string]string{"x": "a"}, "on": "someday", "year": "yes", "colour": "red"}, []string{"http.invalid body.colour", "http.invalid body.year", "http.date body.on"}},
	"approve-proposal":   {"gwh-a", map[string]any{"hash": "0", "as": "经发局局长", "colour": "red"}, []string{"http.invalid body.colour", "authority.not_your_post body.as"}},
	"refuse-proposal":    {"gwh-a", map[string]any{"why": "", "as": "经发局局长"}, []string{"http.invalid body.why", "authority.not_your_post body.as"}},
	"withdraw-proposal":  {"gwh-a", map[string]any{"as": "经发局局长", "colour": "red"}, []string{"http.invalid body.colour", "authority.not_your_post body.as"}},
	"apply-mechanisms":   {"gwh-a", map[string]any{"files": map[string]string{"new": "kind: 7"}, "from": "2099-01-01T00:00:00Z", "hash": "", "colour": "red"}, []string{"http.invalid body.colour", "mechanism.path body.files"}},
}

func TestEveryChangeTellsFaultsOfEverySortAtOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		m := &matrix{Office: apitest.Open(t, db), shared: map[string]string{}}
		m.settle()
		for _, op := range m.Door.Declared() {
			described := operation(m.Door.OpenAPI(), op.Method, op.Path)
			if op.Method == http.MethodGet || op.Whose == "anybody" || described.RequestBody == nil || described.RequestBody.Content["application/json"] == nil || op.ID == "hand-in-order" {
				continue
			}
			row, ok := faulty[op.ID]
			if !ok {
				t.Errorf("%s %s (%s) has no body with faults: add one", op.Method, op.Path, op.ID)
				continue
			}
			s, matter, given := samples[op.ID], "", things(nil)
			if strings.Contains(s.path, "MATTER") || s.made != nil {
				matter = m.matter("zsj")
			}
			if s.made != nil {
				given = s.made(m, matter)
			}
			s.body = row.body
			p := m.ask(&op, &s, &caller{who: row.who}, matter, given).Problem(m.Office)
			var got []string
			for _, f := range p.Errors {
				got = append(got, strings.TrimSpace(f.Code+" "+f.Location))
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("%s: %d %s\n\t\t\t%q,\nwant\n\t\t\t%q", op.ID, p.Status, p.Detail, got, row.want)
			}
		}
	})
}

// operation finds an operation in the description.
func operation(api *huma.OpenAPI, method, path string) *huma.Operation {
	item := api.Paths[path]
	switch method {
	case http.MethodPost:
		return item.Post
	case http.MethodPut:
		return item.Put
	case http.MethodDelete:
		return item.Delete
	}
	return item.Get
}
