package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/base/errs"
)

func TestOfTwoNodesOneDoesEachJobOnce(t *testing.T) {
	each(t, func(t *testing.T, address string, _ *database.DB) {
		const n = 200
		done := expect(n)
		register := func(r *jobs.Registry) {
			jobs.Register(r, func(_ context.Context, job count) error {
				done.note(fmt.Sprint(job.N))
				return nil
			}, jobs.Options{})
		}
		one, two := node(t, address, register), node(t, address, register)
		for i := range n {
			insert(t, []*jobs.Client{one, two}[i%2], count{i})
		}
		done.wait(t)
		if err := errors.Join(one.Stop(t.Context(), time.Second), two.Stop(t.Context(), time.Second)); err != nil {
			t.Fatal(err)
		}
		for what, times := range done.by {
			if times != 1 {
				t.Errorf("job %s was done %d times", what, times)
			}
		}
		counts, err := one.Counts(t.Context())
		if err != nil || len(counts) != 1 || counts[0] != (jobs.Count{Kind: "count", State: "completed", N: n}) {
			t.Errorf("counts %v (%v)", counts, err)
		}
	})
}

func TestAJobExistsOnlyIfItsReasonDoes(t *testing.T) {
	each(t, func(t *testing.T, _ string, db *database.DB) {
		c := idle(t, db, func(r *jobs.Registry) {
			jobs.Register(r, func(context.Context, count) error { return nil }, jobs.Options{})
		})
		no := errors.New("no")
		for _, fate := range []error{no, nil} {
			err := db.InTx(t.Context(), func(ctx context.Context) error {
				if _, err := c.Insert(ctx, count{1}); err != nil {
					return err
				}
				return fate
			})
			if !errors.Is(err, fate) {
				t.Fatal(err)
			}
			want := 1
			if fate != nil {
				want = 0
			}
			rows, err := c.List(t.Context(), jobs.Filter{})
			if err != nil || len(rows) != want {
				t.Errorf("%d jobs (%v), want %d", len(rows), err, want)
			}
		}
	})
}

func TestAJobThatFailedAfterItsSideEffectKnowsThatItHappened(t *testing.T) {
	each(t, func(t *testing.T, address string, _ *database.DB) {
		attempts, letters := expect(3), expect(-1)
		c := node(t, address, func(r *jobs.Registry) {
			jobs.Register(r, func(ctx context.Context, _ count) error {
				if letters.by[jobs.Key(ctx)] == 0 { // one job: nobody else looks
					letters.note(jobs.Key(ctx))
				}
				if attempts.note("attempt") < 3 {
					return errors.New("the connection broke after the letter was sent")
				}
				return nil
			}, jobs.Options{Backoff: atOnce})
		})
		insert(t, c, count{1})
		attempts.wait(t)
		if len(letters.by) != 1 {
			t.Errorf("keys %v, want one for all attempts", letters.by)
		}
		for key := range letters.by {
			if key == "" {
				t.Error("the key is empty")
			}
		}
	})
}

func TestAUniqueJobWaitsOnceAndMayComeAgainWhenItIsDone(t *testing.T) {
	each(t, func(t *testing.T, address string, db *database.DB) {
		done := expect(2)
		register := func(r *jobs.Registry) {
			jobs.Register(r, func(context.Context, count) error { done.note("x"); return nil }, jobs.Options{Unique: true})
			jobs.Register(r, func(context.Context, other) error { return nil }, jobs.Options{Within: time.Hour})
		}
		c := idle(t, db, register)
		first := insert(t, c, count{1})
		if again := insert(t, c, count{1}); !again.Skipped || again.ID != first.ID {
			t.Errorf("inserted again: %+v", again)
		}
		if different := insert(t, c, count{2}); different.Skipped {
			t.Error("a job of other content was skipped")
		}
		node(t, address, register)
		done.wait(t)
		over := func(id int64) bool {
			row, err := c.Read(t.Context(), id)
			return err == nil && row.State == "completed"
		}
		eventually(t, func() bool { return over(first.ID) })
		if again := insert(t, c, count{1}); again.Skipped {
			t.Error("a job could not come again after it was done")
		}
		hourly := insert(t, c, other{})
		eventually(t, func() bool { return over(hourly.ID) })
		if again := insert(t, c, other{}); !again.Skipped && time.Now().Minute() != 0 {
			t.Error("a job came twice within its period")
		}
	})
}

func TestAJobIsGivenUpAfterItsAttemptsAndCanBeRetried(t *testing.T) {
	each(t, func(t *testing.T, address string, _ *database.DB) {
		tries := expect(3)
		c := node(t, address, func(r *jobs.Registry) {
			jobs.Register(r, func(context.Context, count) error {
				if tries.note("x") == 3 {
					return nil
				}
				return errors.New("the server said no")
			}, jobs.Options{Attempts: 2, Backoff: atOnce})
			jobs.Register(r, func(context.Context, other) error { return jobs.Never(errors.New("no such zone")) }, jobs.Options{})
		})
		in := func(id int64, state string) jobs.Row {
			t.Helper()
			var row jobs.Row
			eventually(t, func() bool {
				var err error
				row, err = c.Read(t.Context(), id)
				return err == nil && row.State == state
			})
			return row
		}
		failing := insert(t, c, count{7})
		row := in(failing.ID, "discarded")
		if row.Attempt != 2 || row.Error != "the server said no" || string(row.Args) != `{"n":7}` && string(row.Args) != `{"n": 7}` {
			t.Errorf("row %+v", row)
		}
		if err := c.Retry(t.Context(), failing.ID); err != nil {
			t.Fatal(err)
		}
		in(failing.ID, "completed")
		hopeless := insert(t, c, other{})
		if row := in(hopeless.ID, "cancelled"); row.Attempt != 1 || row.Error == "" {
			t.Errorf("a job that can never do was tried %d times (%q)", row.Attempt, row.Error)
		}
	})
}

func TestAnAttemptThatTakesTooLongIsEndedAndMadeAgain(t *testing.T) {
	each(t, func(t *testing.T, address string, _ *database.DB) {
		tries := expect(2)
		c := node(t, address, func(r *jobs.Registry) {
			jobs.Register(r, func(ctx context.Context, _ count) error {
				if tries.note("x") == 2 {
					return nil
				}
				<-ctx.Done()
				return ctx.Err()
			}, jobs.Options{Timeout: 20 * time.Millisecond, Backoff: atOnce, Queue: jobs.Long})
		})
		job := insert(t, c, count{1})
		tries.wait(t)
		eventually(t, func() bool {
			row, err := c.Read(t.Context(), job.ID)
			return err == nil && row.State == "completed" && row.Queue == jobs.Long && row.Error != ""
		})
	})
}

func TestJobsAreListedByStateAndKindPageByPage(t *testing.T) {
	each(t, func(t *testing.T, _ string, db *database.DB) {
		c := idle(t, db, func(r *jobs.Registry) {
			jobs.Register(r, func(context.Context, count) error { return nil }, jobs.Options{})
			jobs.Register(r, func(context.Context, other) error { return nil }, jobs.Options{})
		})
		for i := range 5 {
			insert(t, c, count{i})
		}
		late, err := c.InsertAt(t.Context(), other{}, time.Now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		var ids []int64
		for before := int64(0); ; before = ids[len(ids)-1] {
			rows, err := c.List(t.Context(), jobs.Filter{Kind: "count", State: "available", Before: before, Limit: 2})
			if err != nil {
				t.Fatal(err)
			}
			if len(rows) == 0 {
				break
			}
			for _, r := range rows {
				ids = append(ids, r.ID)
			}
		}
		if len(ids) != 5 {
			t.Errorf("pages hold %v", ids)
		}
		rows, err := c.List(t.Context(), jobs.Filter{State: "scheduled"})
		if err != nil || len(rows) != 1 || rows[0].ID != late.ID || rows[0].CreatedAt.IsZero() || !rows[0].AttemptedAt.IsZero() {
			t.Errorf("scheduled: %+v (%v)", rows, err)
		}
		if err := c.Cancel(t.Context(), late.ID); err != nil {
			t.Fatal(err)
		}
		if row, err := c.Read(t.Context(), late.ID); err != nil || row.State != "cancelled" {
			t.Errorf("cancelled job is %s (%v)", row.State, err)
		}
		if err := db.InTx(t.Context(), func(ctx context.Context) error {
			_, err := db.Conn(ctx).ExecContext(ctx, "UPDATE river_job SET state = 'completed', finalized_at = created_at WHERE id = ?", ids[0])
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := c.Retry(t.Context(), ids[0]); !errs.Is(err, "jobs.done") {
			t.Errorf("a job that was done is run again: %v", err)
		}
		if err := c.Cancel(t.Context(), ids[0]); !errs.Is(err, "jobs.over") {
			t.Errorf("a job that was done is cancelled: %v", err)
		}
		if err := c.Retry(t.Context(), late.ID); err != nil {
			t.Errorf("a job that was cancelled is not run again: %v", err)
		}
		if _, err := c.List(t.Context(), jobs.Filter{State: "x'; --"}); !errs.Is(err, "jobs.unknown_state") {
			t.Errorf("an unknown state gave %v", err)
		}
		for _, change := range []func(context.Context, int64) error{c.Retry, c.Cancel} {
			if err := change(t.Context(), 1<<40); !errs.Is(err, "jobs.not_found") {
				t.Errorf("a job that is not there gave %v", err)
			}
		}
	})
}

func TestAJobThatRunsWhenItsNodeStopsIsFinishedOrGoesBack(t *testing.T) {
	each(t, func(t *testing.T, _ string, db *database.DB) {
		began, finish := expect(2), make(chan struct{})
		ended := expect(1)
		r := func(r *jobs.Registry) {
			jobs.Register(r, func(context.Context, count) error {
				began.note("count")
				<-finish
				ended.note("count")
				return nil
			}, jobs.Options{})
			jobs.Register(r, func(ctx context.Context, _ other) error {
				began.note("other")
				<-ctx.Done()
				return ctx.Err()
			}, jobs.Options{})
		}
		c := idle(t, db, r)
		if err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		insert(t, c, count{1})
		back := insert(t, c, other{})
		began.wait(t)
		close(finish)
		ended.wait(t)
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if err := c.Stop(over, 10*time.Second); err != nil {
			t.Fatal(err)
		}
		if row, err := c.Read(t.Context(), back.ID); err != nil || row.State != "available" || row.Attempt != 0 {
			t.Errorf("the interrupted job is %s after attempt %d (%v)", row.State, row.Attempt, err)
		}
	})
}

func TestAPeriodicJobRunsAtOnceAndOnOneNode(t *testing.T) {
	each(t, func(t *testing.T, address string, _ *database.DB) {
		done := expect(1)
		register := func(r *jobs.Registry) {
			jobs.Register(r, func(context.Context, other) error { done.note("x"); return nil }, jobs.Options{})
			jobs.Every(r, time.Hour, other{})
		}
		c := node(t, address, register)
		node(t, address, register)
		done.wait(t)
		rows, err := c.List(t.Context(), jobs.Filter{Kind: "other"})
		if err != nil || len(rows) != 1 {
			t.Errorf("%d jobs (%v), want 1", len(rows), err)
		}
	})
}
