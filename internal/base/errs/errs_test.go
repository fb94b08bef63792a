package errs_test

import (
	"strings"
	"testing"

	"qinlian/internal/base/errs"
)

func TestWordsNameNoPlaceHoweverManyFaultsThereAre(t *testing.T) {
	t.Parallel()
	first := errs.Newf(errs.Refused, "gate.close", "缺少佐证", "no evidence").At("base/gates.yaml:8:11")
	second := errs.Newf(errs.Refused, "gate.close", "未反馈", "not reported").At("base/gates.yaml:9:11")
	for want, err := range map[string]error{"缺少佐证": first, "缺少佐证；未反馈": errs.List{first, second}} {
		if got := errs.Words(err); got.Zh != want || strings.Contains(got.En, "yaml") {
			t.Errorf("%+v, want %s", got, want)
		}
	}
}
