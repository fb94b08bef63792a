package cli

import (
	"encoding/json"
	"reflect"
	"testing"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/adapter/workbook"
	"qinlian/internal/base/clock"
)

func TestEveryListOfAnAnswerIsThere(t *testing.T) {
	t.Parallel()
	type inner struct {
		Kept  []int  `json:"kept,omitempty"`
		Name  string `json:"name,omitempty"`
		Shown string `json:"shown"`
	}
	type outer struct {
		inner

		Shown string         `json:"shown"`
		Raw   []byte         `json:"raw,omitempty"`
		Doubt []sheet.Doubt  `json:"doubts,omitempty"`
		On    clock.Date     `json:"on,omitzero"`
		Day   *clock.Date    `json:"day"`
		By    map[string]any `json:"by"`
		Own   json.Marshaler `json:"own,omitempty"`
		Never []int          `json:"-"`
	}
	day := clock.NewDate(2023, 6, 1)
	for want, value := range map[string]any{
		`{"kept":[],"shown":"<1>","doubts":[],"day":"2023-06-01","by":{"a":[]}}`: outer{inner: inner{Shown: "0"}, Shown: "<1>", Day: &day, By: map[string]any{"a": []inner(nil)}},
		`[{"kept":[],"shown":""}]`: []inner{{}},
		`[]`:                       nil,
	} {
		raw, err := answer(value)
		if err != nil {
			t.Fatal(err)
		}
		var got, wanted any
		if json.Unmarshal(raw, &got) != nil || json.Unmarshal([]byte(want), &wanted) != nil || !reflect.DeepEqual(got, wanted) {
			t.Errorf("%s, want %s", raw, want)
		}
	}
	raw, err := answer(workbook.Imported{})
	var got map[string]any
	if err != nil || json.Unmarshal(raw, &got) != nil || got["doubts"] == nil || got["lines"] == nil {
		t.Errorf("an import without doubts or lines: %s %v", raw, err)
	}
}
