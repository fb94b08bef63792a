package listing

import (
	"testing"

	"qinlian/internal/base/errs"
)

func TestANumberMayBeWrittenShort(t *testing.T) {
	t.Parallel()
	all := []string{"招调〔2022〕7号", "招调〔2023〕3号", "招调〔2023〕36号", "督〔2026〕12号", "督〔2025〕12号", "提〔2023〕3号", "招调〔2023〕136号"}
	for ref, want := range map[string]string{
		"招调〔2023〕36号":  "招调〔2023〕36号",
		"招调2023-36":    "招调〔2023〕36号",
		"招调2023-036":   "招调〔2023〕36号",
		"招调[2023]36":   "招调〔2023〕36号",
		"招调（２０２３）３６号":  "招调〔2023〕36号",
		"招调 2023 第36号": "招调〔2023〕36号",
		"36":           "招调〔2023〕36号",
		"督2026-12":     "督〔2026〕12号",
		"2026-12":      "督〔2026〕12号",
		"招调3":          "招调〔2023〕3号",
		"督12":          "ambiguous",
		"3":            "ambiguous",
		"6":            "",
		"招调":           "",
		"督促2026-12":    "",
		"1-2026-12-1":  "",
	} {
		got, err := Meant(ref, func(yield func(string, error) bool) {
			for _, n := range all {
				if !yield(n, nil) {
					return
				}
			}
		})
		if errs.Is(err, "number.ambiguous") {
			got = "ambiguous"
		} else if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s means %q, want %q", ref, got, want)
		}
	}
}
