package matters_test

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/httpapi/matters"
	"qinlian/internal/kernel/matter"
)

// properties are those of a body as it is sent.
func properties(t reflect.Type) []string {
	var out []string
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		out = append(out, name)
	}
	return out
}

func TestWhatACommandTakesIsAPropertyOfWhatIsSent(t *testing.T) {
	t.Parallel()
	deed, registration := properties(reflect.TypeFor[matters.Deed]()), properties(reflect.TypeFor[matters.Registration]())
	for _, command := range matter.Commands() {
		sent := deed
		if command == "register" {
			sent = registration
		}
		for _, name := range matter.TakenBy(command) {
			if !slices.Contains(sent, name) {
				t.Errorf("%s takes %s, which cannot be sent", command, name)
			}
		}
	}
}

// filled is a value for a control, as somebody would give it.
func filled(o *apitest.Office, v door.TakeView) any {
	if len(v.Choices) > 0 {
		if v.Type == door.FormType(matter.FormChecklist) || v.Type == door.FormType(matter.FormChoices) {
			return []string{v.Choices[0].Value}
		}
		return v.Choices[0].Value
	}
	switch matter.Form(v.Type) {
	case matter.FormText, matter.FormLongText:
		return "因故"
	case matter.FormFiles, matter.FormTexts:
		return []string{"验收单"}
	case matter.FormDate:
		return "2023-03-31"
	case matter.FormLimit:
		return "3wd"
	case matter.FormPost:
		return "招商局局长"
	case matter.FormMatter:
		return o.Given("另一件").Number
	case matter.FormSession:
		return "S1"
	}
	o.Fatalf("no value for %+v", v)
	return nil
}

func TestAFormFilledInAsTheActionAsksIsLetThrough(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		read := func(who, id string) (out matters.ActionsOutput) {
			o.OK(http.StatusOK, who, http.MethodGet, apitest.OfMatter(id, "/actions"), nil, "Accept-Language", "en").Into(o, &out.Body)
			return out
		}
		tried := map[string]bool{}
		for _, who := range []string{"zsj-c", "dcs-a"} {
			for _, a := range read(who, o.Project("样", nil).ID).Body.Actions {
				if a.Command == "recolor" { // only a session's resolution lets it through
					continue
				}
				m := o.Project("甲", nil)
				deed := map[string]any{"command": a.Command, "as": a.As}
				if a.Letter != "" || a.Duty != "" {
					continue
				}
				for _, take := range a.Takes {
					if take.Required {
						deed[take.Name] = filled(o, take)
					}
				}
				if a.Command == "report" { // it requires any one of what it takes
					deed["text"] = "已签约"
				}
				if r := o.Call(who, http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(deed), "If-Match", "*"); r.StatusCode != http.StatusOK {
					o.Errorf("%s with what it requires (%v): %s", a.Command, deed, r.Raw)
				}
				tried[a.Command] = true
			}
		}
		for _, command := range []string{"accept", "report", "complete", "ask-extension", "transfer", "merge", "draft-letter", "withdraw", "escalate", "suspend"} {
			if !tried[command] {
				o.Errorf("%s was not among the actions", command)
			}
		}
		m := o.Project("乙", nil)
		for _, a := range read("dcs-a", m.ID).Body.Actions {
			if a.Command != "recolor" {
				continue
			}
			urgency := a.Takes[0]
			if urgency.Name != "urgency" || urgency.Title != "Urgency" || urgency.Type != "choice" || !urgency.Required || len(urgency.Choices) != 2 || urgency.Choices[0] != (door.ChoiceView{Value: "green", Title: "绿"}) {
				o.Errorf("%+v", a.Takes)
			}
		}
	})
}
