package matter

import (
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// A refusal in English calls a kind by its English title.
func TestARefusalCallsAKindByItsTitleInEachLanguage(t *testing.T) {
	t.Parallel()
	w := world(t, kindWith("case", "effective: { from: 2023-01-01, to: 2023-06-01 }\n"))
	k := w.Timeline.At(at("2023-03-01 09:00")).Kinds["case"]
	k.Title = text.Text{Zh: "案件", En: "Case"}
	_, err := Decide(&State{}, &Command{Name: "register", ID: "m-1", At: at("2023-07-03 09:00"), Actor: office, Kind: "case", Number: "案1号", Particulars: Particulars{Title: "甲"}}, w)
	if said := errs.Message(err, text.En); !strings.Contains(said, "Case is not in force") {
		t.Error(said)
	}
	_, err = Decide(&assigned(t, w, "2023-03-01 09:00").s, &Command{Name: "ask-materials", ID: "m-1", At: at("2023-03-02 09:00"), Actor: office, Reason: "缺章"}, w)
	if said := errs.Message(err, text.En); !strings.Contains(said, "the clock of Case does") {
		t.Error(said)
	}
}
