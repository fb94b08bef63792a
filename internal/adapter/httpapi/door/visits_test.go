package door

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
)

// A database that is away is met before any operation is: while the visit is looked up.
func TestWhatFailsOutsideOfAnyOperationIsToldAndLoggedByItsTraceAlone(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	d := &Door{Parts: Parts{Log: slog.New(slog.NewJSONHandler(&log, nil)), NewID: id.Sequence()}}
	w := httptest.NewRecorder()
	d.plainProblem(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/zones/z/personal/110101199003070000?q=110", nil),
		errs.Newf(errs.Conflict, "database.unreachable", "连不上", "away"))
	var line struct{ Trace, Msg string }
	var told Problem
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &told); err != nil {
		t.Fatal(err)
	}
	if told.Status != http.StatusServiceUnavailable || line.Trace == "" || told.Instance != traceName+line.Trace {
		t.Errorf("told %+v, logged %s", told, log.String())
	}
	if strings.Contains(log.String(), "110") {
		t.Errorf("the path is in the log: %s", log.String())
	}
}
