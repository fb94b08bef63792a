package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/scenario"
)

// Scratch gives out empty databases, as many as are asked for, such as one for each scenario. Their tables are made
// once. It is safe for concurrent use.
type Scratch struct {
	folder string
	empty  []byte
	given  atomic.Int64
}

// NewScratch prepares a folder for such databases; Close removes it.
func NewScratch(ctx context.Context) (*Scratch, error) {
	folder, err := os.MkdirTemp("", "qinlian-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for scratch databases: %w", err)
	}
	s := &Scratch{folder: folder}
	file := filepath.Join(folder, "empty.db")
	a, err := Open(ctx, file+"?synchronous=off", clock.System)
	if err == nil {
		err = a.Close() // which moves the log into the file
	}
	if err == nil {
		s.empty, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Open gives an empty database of its own; closing it removes the file.
func (s *Scratch) Open(ctx context.Context, now clock.Clock) (a *App, done func() error, err error) {
	file := filepath.Join(s.folder, strconv.FormatInt(s.given.Add(1), 10)+".db")
	if err := os.WriteFile(file, s.empty, 0o600); err != nil {
		return nil, nil, err
	}
	if a, err = Open(ctx, file+"?synchronous=off", now); err != nil {
		return nil, nil, err
	}
	return a, func() error { return errors.Join(a.Close(), os.Remove(file)) }, nil
}

// playing gives scenarios a scratch of their own.
func playing(ctx context.Context) (scenario.Open, func() error, error) {
	scratch, err := NewScratch(ctx)
	if err != nil {
		return nil, nil, err
	}
	return func(now clock.Clock) (*engine.Engine, func() error, error) {
		a, done, err := scratch.Open(ctx, now)
		if err != nil {
			return nil, nil, err
		}
		return a.Engine, done, nil
	}, scratch.Close, nil
}

// Close removes the folder with whatever is left in it.
func (s *Scratch) Close() error { return os.RemoveAll(s.folder) }
