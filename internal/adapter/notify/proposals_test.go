package notify_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"qinlian/internal/adapter/notify"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
)

func TestAProposedVersionRingsForWhoMayApproveItAndItsAnswerForWhoProposedIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		propose := func(version string) string {
			t.Helper()
			changed := strings.Replace(office, "title: 测试区\n", "title: 测试区\nnote: "+version+"\n", 1)
			b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(changed)}}, zone)
			if err != nil {
				t.Fatal(errs.Message(err, "zh"))
			}
			p, err := w.engine.Propose(t.Context(), b, engine.Act{Actor: "督查室主任", At: w.now}, engine.Wish{From: at("2023-04-01 00:00"), Why: "试行一季度"})
			if err != nil {
				t.Fatal(errs.Message(err, "zh"))
			}
			return p.ID
		}
		w.now = at("2023-03-01 09:00")
		first := propose("2023.2")
		w.collect()
		for person, want := range map[string]string{"p-gwh1": notify.Proposed, "p-gwh3": notify.Proposed, "p-dcs1": "", "p-zsj1": "", "p-zsj3": ""} {
			if got := w.kinds(person); got != want {
				t.Errorf("%s has %q, want %q", person, got, want)
			}
		}
		if n := w.inbox("p-gwh1"); len(n) == 1 && (n[0].MatterID != first || !strings.Contains(n[0].Body, "试行一季度")) {
			t.Errorf("the notice reads %+v", n[0])
		}
		w.now = at("2023-03-02 09:00")
		if _, err := w.engine.Refuse(t.Context(), zone, first, "先听取各科室意见", engine.Act{Actor: "管委会主任", At: w.now}); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		w.collect()
		if n := w.inbox("p-dcs1"); len(n) != 1 || n[0].Kind != notify.Answered || !strings.Contains(n[0].Body, "先听取各科室意见") {
			t.Errorf("who proposed it reads %+v", n)
		}
		withdrawn := propose("2023.3")
		if _, err := w.engine.Withdraw(t.Context(), zone, withdrawn, engine.Act{Actor: "督查室主任", At: w.now}); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		w.collect()
		if got := w.kinds("p-gwh1"); got != notify.Proposed {
			t.Errorf("what was withdrawn rings: %q", got)
		}
	})
}
