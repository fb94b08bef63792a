package httpapi_test

import (
	"maps"
	"net/http"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/kernel/engine"
)

func init() {
	maps.Copy(samples, map[string]sample{
		"read-history": {path: "/matters/MATTER/history"},
		"read-clock":   {path: "/matters/MATTER/clock"},
		"read-tree":    {path: "/matters/MATTER/tree"},
		"list-trees":   {path: "/trees"},
		"list-actions": {path: "/matters/MATTER/actions"},

		"list-session-templates": {path: "/session-templates"},
		"draft-agenda":           {path: "/session-templates/meeting/agenda"},
		"list-sessions":          {path: "/sessions"},
		"read-meeting":           {path: "/sessions/THING", made: meeting},
		"read-minutes":           {path: "/sessions/THING/minutes", made: meeting},
		"read-session-bulletin":  {path: "/sessions/THING/bulletin", made: meeting},
		"convene-session":        {path: "/sessions", body: map[string]any{"template": "meeting", "expected": []string{"督查室主任"}}},
		"command-session":        {path: "/sessions/THING/commands", body: map[string]any{"deeds": []any{map[string]any{"command": "attend", "all": true}}}, made: meeting},
		"read-bulletin":          {path: "/bulletin"},

		"list-letters":     {path: "/letters"},
		"read-letter":      {path: "/matters/THING/letters/L1", made: reminded},
		"read-letter-text": {path: "/matters/THING/letters/L1/text", made: reminded},
		"draft-letter":     {path: "/matters/MATTER/letters", body: map[string]any{"template": "reminder", "to": "招商局干部", "as": "ACTING"}},
		"command-letter":   {path: "/matters/THING/letters/L1/commands", body: map[string]any{"command": "sign", "as": "ACTING"}, made: reminded},

		"list-duties": {path: "/duties"},
		"meet-duty":   {path: "/matters/MATTER/duties", body: map[string]any{"duty": "DUTY", "as": "ACTING", "text": "已约谈"}, made: owed},
	})
}

func meeting(m *matrix, _ string) things {
	var made struct{ ID string }
	m.Meeting().Into(m.Office, &made)
	return things{"THING": made.ID}
}

// reminded is a matter of 招商局 with a letter that has reached 经发局局长, who does not see the matter.
func reminded(m *matrix, _ string) things {
	id := m.matter("zsj")
	m.Letter(id, "经发局局长", "delivered")
	return things{"THING": id}
}

// owed is a talk about a matter that is to be held.
func owed(m *matrix, matter string) things {
	m.Helper()
	if _, err := m.Engine.Sweep(m.Context(), apitest.Zone, m.Now, nil); err != nil {
		m.Fatal(err)
	}
	for d, err := range m.Store.Duties(m.Context(), apitest.Zone, engine.Filter{Matter: matter}) {
		if err == nil && d.What == "talk" {
			return things{"DUTY": d.ID}
		}
	}
	m.Fatal("no talk is owed")
	return nil
}

func init() {
	maps.Copy(samples, map[string]sample{
		"list-units":          {path: "/org/units"},
		"list-posts":          {path: "/org/posts"},
		"list-bodies":         {path: "/org/bodies"},
		"read-responsibility": {path: "/org/responsibility"},
		"list-absences":       {path: "/org/absences"},
		"list-hand-overs":     {path: "/org/hand-overs"},
		"command-org":         {path: "/org/commands", body: map[string]any{"command": "form-body", "code": "tNUMBER", "name": "专班NUMBER", "post": "管委会主任", "units": []string{"sfj"}}},

		"list-registers": {path: "/registers"},
		"list-lists":     {path: "/lists"},
		"read-list":      {path: "/lists/leniency"},
		"list-records":   {path: "/registers/enterprises/records"},
		"read-record":    {path: "/registers/enterprises/records/THING", made: record},
		"put-record":     {path: "/registers/enterprises/records", body: map[string]any{"values": map[string]any{"code": "E-NUMBER", "name": "甲"}}},
		"keep-record":    {path: "/registers/enterprises/records/THING", body: map[string]any{"command": "put", "from": "2023-06-01", "values": map[string]any{"code": "KEY", "name": "乙"}}, made: record},

		"state-facts": {path: "/registers/firm/records/THING/facts", body: map[string]any{"from": "2023-01-01", "source": "年报", "values": map[string]string{"staff": "NUMBER"}, "reason": "更正"}, made: firm},

		"read-calendar": {path: "/calendar/years/2023"},
		"load-notice":   {path: "/calendar/notices", body: map[string]any{"dry_run": true, "file": apitest.Amendment}},
		"count-due":     {path: "/calendar/due?from=2023-03-01&limit=20wd"},
	})
}

// record is an enterprise of its own.
func record(m *matrix, _ string) things {
	const code = "KEY"
	r := m.Call("dcs-a", http.MethodPost, apitest.InZone("/registers/enterprises/records"), map[string]any{"values": map[string]any{"code": code, "name": "甲"}})
	if r.StatusCode != http.StatusCreated && r.StatusCode != http.StatusConflict {
		m.Fatalf("record: %s", r.Raw)
	}
	return things{"THING": code}
}
