package messages

import (
	"context"
	"net/http"
	"strconv"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
)

// jobs declares the page of jobs: a queue of the installation, which the system administrator looks after.
func (a *api) jobs() {
	door.Zonal(a.Door, door.Operation{ID: "list-jobs", Method: http.MethodGet, Path: "/admin/jobs", Summary: "Jobs, newest first, and how many there are in each state", Tag: "administration"}, authority.Operate, a.listJobs)
	door.Zonal(a.Door, door.Operation{ID: "read-job", Method: http.MethodGet, Path: "/admin/jobs/{job}", Summary: "One job", Tag: "administration"}, authority.Operate, a.readJob)
	door.Zonal(a.Door, door.Operation{ID: "retry-job", Method: http.MethodPost, Path: "/admin/jobs/{job}/retry", Summary: "Run now a job that waits or was given up; one that was done is not run again", Tag: "administration"}, authority.Operate, a.jobDone((*jobs.Client).Retry))
	door.Zonal(a.Door, door.Operation{ID: "cancel-job", Method: http.MethodPost, Path: "/admin/jobs/{job}/cancel", Summary: "Cancel a job: it will not run again", Tag: "administration"}, authority.Operate, a.jobDone((*jobs.Client).Cancel))
}

// JobsInput picks and pages jobs.
type JobsInput struct {
	State string `query:"state" enum:"available,scheduled,retryable,pending,running,completed,cancelled,discarded"`
	Kind  string `query:"kind" maxLength:"64"`
	After int64  `query:"after" minimum:"0" doc:"The cursor that the page before gave"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// JobsOutput is a page of jobs.
type JobsOutput struct {
	Body struct {
		Jobs   []jobs.Row   `json:"jobs" nullable:"false"`
		Counts []jobs.Count `json:"counts" nullable:"false"`
		Next   int64        `json:"next,omitempty" doc:"Cursor of the next page"`
	}
}

// everywhere refuses an administrator of one zone: the queue is the installation's.
func everywhere(c *door.Caller) error {
	if c.Account.Zone != "" {
		return errs.Newf(errs.Forbidden, "jobs.installation", "后台任务属于整个系统，只有全系统的系统管理员可以管理", "jobs belong to the installation: only its system administrator looks after them")
	}
	return nil
}

func (a *api) listJobs(ctx context.Context, c *door.Caller, in *JobsInput) (*JobsOutput, error) {
	if err := everywhere(c); err != nil {
		return nil, err
	}
	list, err := a.Jobs.List(ctx, jobs.Filter{State: in.State, Kind: in.Kind, Before: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	counts, err := a.Jobs.Counts(ctx)
	if err != nil {
		return nil, err
	}
	out := &JobsOutput{}
	out.Body.Jobs, out.Body.Counts = append([]jobs.Row{}, list...), append([]jobs.Count{}, counts...)
	if len(list) == in.Limit {
		out.Body.Next = list[len(list)-1].ID
	}
	return out, nil
}

// JobInput names a job.
type JobInput struct {
	Job string `path:"job" maxLength:"20" pattern:"^[0-9]+$" patternDescription:"数字 (digits)" doc:"Its id"`
}

// JobOutput is one job.
type JobOutput struct{ Body jobs.Row }

func (in *JobInput) id() (int64, error) {
	id, err := strconv.ParseInt(in.Job, 10, 64)
	if err != nil {
		return 0, errs.Newf(errs.NotFound, "jobs.not_found", "没有这个后台任务", "there is no such job")
	}
	return id, nil
}

func (a *api) readJob(ctx context.Context, c *door.Caller, in *JobInput) (*JobOutput, error) {
	id, err := in.id()
	if err == nil {
		err = everywhere(c)
	}
	if err != nil {
		return nil, err
	}
	row, err := a.Jobs.Read(ctx, id)
	return &JobOutput{Body: row}, err
}

// jobDone is something that is done with a job, which is then read again.
func (a *api) jobDone(do func(*jobs.Client, context.Context, int64) error) func(context.Context, *door.Caller, *JobInput) (*JobOutput, error) {
	return func(ctx context.Context, c *door.Caller, in *JobInput) (*JobOutput, error) {
		id, err := in.id()
		if err == nil {
			err = everywhere(c)
		}
		if err != nil {
			return nil, err
		}
		if err := do(a.Jobs, ctx, id); err != nil {
			return nil, err
		}
		row, err := a.Jobs.Read(ctx, id)
		return &JobOutput{Body: row}, err
	}
}
