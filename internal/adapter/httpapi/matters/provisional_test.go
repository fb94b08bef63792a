package matters_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/httpapi/apitest"
)

// Of a matter whose deadline was counted through a year without notice every list says so; of one whose date was given, none.
func TestListsSayThatADeadlineIsProvisional(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		o.Now = time.Date(2037, 12, 22, 1, 0, 0, 0, time.UTC)
		counted := o.Project("甲", nil)
		given := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "project", "title": "乙", "lead_unit": "zsj", "due": "2038-06-30"}).Matter(o)
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(given.ID, "/commands"), apitest.Deeds(map[string]any{"command": "assign", "owner": "招商局干部"}), "If-Match", "*")
		for path, want := range map[string]int{
			"/matters?kind=project":        1,
			"/search?q=" + counted.Number:  1,
			"/duties?matter=" + counted.ID: 1, // a review in a week of a year without notice
			"/work":                        3, // one matter, and a duty of each
		} {
			who := map[bool]string{true: "zsj-c", false: "dcs-a"}[path == "/work"]
			body := string(o.OK(http.StatusOK, who, http.MethodGet, apitest.InZone(path), nil).Raw)
			if got := strings.Count(body, `"provisional":true`); got != want {
				t.Errorf("%s: %d marked, want %d: %s", path, got, want, body)
			}
		}
	})
}
