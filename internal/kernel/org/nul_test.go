package org

import (
	"testing"

	"qinlian/internal/base/errs"
)

func TestATextWithANULIsRefusedBeforeAnyDatabaseSeesIt(t *testing.T) {
	t.Parallel()
	if _, err := Decide(nil, RenameUnit{Code: "zs", Name: "招商\x00局"}, 0); !errs.Is(err, "org.not_utf8") {
		t.Error(err)
	}
}
