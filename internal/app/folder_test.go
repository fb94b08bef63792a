package app_test

import (
	"path/filepath"
	"testing"

	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func TestAFileInPlaceOfAFolderIsToldAsOne(t *testing.T) {
	t.Parallel()
	zone := filepath.Join("..", "..", "mechanisms", "base")
	file := filepath.Join(zone, "zone.yaml")
	_, err := app.OpenFolder(file)
	if want := file + ": 这是一个文件；请给出它所在的文件夹 " + zone; errs.Message(err, text.Zh) != want || errs.KindOf(err) != errs.Invalid {
		t.Errorf("%s, want %s", errs.Message(err, text.Zh), want)
	}
	if _, err := app.OpenFolder(zone + "x"); !errs.Is(err, "mechanism.no_folder") {
		t.Error(err)
	}
}
