package mechanisms

import (
	"context"
	"net/http"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/trial"
	"qinlian/internal/kernel/authority"
)

// operation names an operation on mechanisms.
type operation = func(id, method, path, summary string) door.Operation

// plays declares how scenarios are played.
func (a *api) plays(op operation) {
	begin := op("play-scenarios", http.MethodPost, "/scenarios", "Play the scenarios beside changed files, each on an empty ledger: a task, read with its progress until it is done")
	begin.Status = http.StatusAccepted
	door.Zonal(a.Door, begin, authority.Plan, a.play)
	door.Zonal(a.Door, op("read-scenarios", http.MethodGet, "/scenarios/{task}", "How far scenarios of yours are, and what came of each"), authority.Plan, a.readPlay)
}

// PlayInput is files whose scenarios are to be played.
type PlayInput struct {
	InZone

	Body struct {
		ChangedFiles

		Only string `json:"only,omitempty" maxLength:"200" doc:"Path of the file of scenarios to play; all unless given"`
	}
}

// PlayOutput is scenarios: their task, and what came of each once it is done.
type PlayOutput struct {
	Location string `header:"Location"`
	Body     PlayView
}

// PlayView is how far scenarios are.
type PlayView struct {
	ID        string         `json:"id"`
	State     string         `json:"state" enum:"waiting,running,done,failed"`
	Done      int64          `json:"done" doc:"Scenarios that have ended"`
	Total     int64          `json:"total"`
	Error     string         `json:"error,omitempty" doc:"Why it failed, for a person"`
	Passed    int            `json:"passed" doc:"Of those that have ended, once all have"`
	Scenarios []ScenarioView `json:"scenarios" nullable:"false"`
}

// ScenarioView is what came of one scenario.
type ScenarioView struct {
	File     string      `json:"file"`
	Line     int         `json:"line"`
	Name     string      `json:"name" doc:"A sentence"`
	Note     string      `json:"note,omitempty"`
	Rows     []string    `json:"rows" nullable:"false" doc:"Rows of the table of mechanisms that it proves"`
	Passed   bool        `json:"passed"`
	Failures []UnmetView `json:"failures" nullable:"false" doc:"What did not come out as it says"`
}

// UnmetView is one thing that came out otherwise.
type UnmetView struct {
	Line int    `json:"line"`
	Says string `json:"says"`
}

func (a *api) play(ctx context.Context, c *door.Caller, in *PlayInput) (*PlayOutput, error) {
	newest, _, err := a.sound(ctx, in.Zone, in.Body.Files)
	if err != nil {
		return nil, err
	}
	folder, err := trial.Folder(newest, in.Zone, in.Body.Files)
	if err != nil {
		return nil, err
	}
	all, err := trial.Scenarios(folder, in.Zone, in.Body.Only)
	if err != nil {
		return nil, err
	}
	out := &PlayOutput{}
	err = a.Engine.Together(ctx, func(ctx context.Context) error {
		task, err := a.desk.Play(ctx, in.Zone, c.Account.ID, in.Body.Files, in.Body.Only, len(all), c.Lang)
		out.Body = PlayView{ID: task.ID, State: task.State, Total: task.Total, Scenarios: []ScenarioView{}}
		return err
	})
	out.Location = door.Prefix + "/zones/" + in.Zone + "/mechanisms/scenarios/" + out.Body.ID
	return out, err
}

func (a *api) readPlay(ctx context.Context, c *door.Caller, in *struct {
	InZone

	Task string `path:"task" maxLength:"64" doc:"Its id"`
},
) (*PlayOutput, error) {
	t, played, err := a.desk.ReadPlay(ctx, in.Zone, c.Account.ID, in.Task)
	if err != nil {
		return nil, err
	}
	v := PlayView{ID: t.ID, State: t.State, Done: t.Done, Total: t.Total, Error: t.Error, Scenarios: []ScenarioView{}}
	for i := range played {
		p := &played[i]
		one := ScenarioView{File: p.File, Line: p.Line, Name: p.Name, Note: p.Note, Rows: p.Rows, Passed: p.Passed, Failures: []UnmetView{}}
		for _, f := range p.Failures {
			one.Failures = append(one.Failures, UnmetView{f.Line, f.Says.In(c.Lang)})
		}
		if p.Passed {
			v.Passed++
		}
		v.Scenarios = append(v.Scenarios, one)
	}
	return &PlayOutput{Body: v}, nil
}
