package httpapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/door"
)

// capitals writes a document in which every member of a schema, at every depth, stands under its name with a capital, and
// lists where. What leads deeper also stands under its own name.
func capitals(all huma.Registry, s *huma.Schema, where string, depth int) (document any, places []string) {
	for s != nil && s.Ref != "" {
		s = all.SchemaFromRef(s.Ref)
	}
	switch {
	case s == nil || depth > 5:
		return nil, nil
	case s.Type == huma.TypeArray:
		item, found := capitals(all, s.Items, where+"[0]", depth+1)
		return []any{item}, found
	case s.Type != huma.TypeObject:
		return nil, nil
	}
	object := map[string]any{}
	for name, member := range s.Properties {
		if other := strings.ToUpper(name[:1]) + name[1:]; other != name {
			object[other], places = "x", append(places, where+"."+other)
		}
		if below, found := capitals(all, member, where+"."+name, depth+1); len(found) > 0 {
			object[name], places = below, append(places, found...)
		}
	}
	if more, is := s.AdditionalProperties.(*huma.Schema); is {
		if below, found := capitals(all, more, where+".one", depth+1); len(found) > 0 {
			object["one"], places = below, append(places, found...)
		}
	}
	return object, places
}

func TestAMemberInAnotherCaseIsRefusedWhereverItStands(t *testing.T) {
	t.Parallel()
	m := &matrix{Office: apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t))), shared: map[string]string{}}
	m.settle()
	api, asked := m.Door.OpenAPI(), 0
	for _, op := range m.Door.Declared() {
		described := operation(api, op.Method, op.Path)
		if described.RequestBody == nil || described.RequestBody.Content["application/json"] == nil {
			continue
		}
		document, places := capitals(api.Components.Schemas, described.RequestBody.Content["application/json"].Schema, "body", 0)
		who, code := faulty[op.ID].who, "http.invalid"
		if op.ID == "hand-in-order" { // reads its body by rules of its own
			who, code, document, places = "machine", "intake.unknown_member", map[string]any{"Number": "1", "contact": map[string]any{"Name": "甲"}}, []string{"body.Number", "body.contact.Name"}
		}
		if len(places) == 0 {
			t.Errorf("%s: its body has no members", op.ID)
		}
		s, matter, given := samples[op.ID], "", things(nil)
		if strings.Contains(s.path, "MATTER") || s.made != nil {
			matter = m.matter("zsj")
		}
		if s.made != nil {
			given = s.made(m, matter)
		}
		s.body, s.visit = document, nil
		p := m.ask(&op, &s, &caller{who: who}, matter, given).Problem(m.Office)
		asked++
		for _, place := range places {
			if p.Status != http.StatusUnprocessableEntity || !slices.ContainsFunc(p.Errors, func(f door.Fault) bool { return f.Location == place && f.Code == code }) {
				t.Errorf("%s takes %s: %d %s", op.ID, place, p.Status, p.Detail)
			}
		}
	}
	if asked < 50 {
		t.Errorf("only %d operations have a body", asked)
	}
}
