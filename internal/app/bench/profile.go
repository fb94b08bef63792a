package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"
)

// profiled runs a job and, where that is asked for, writes what its processor time went to.
func (r *run) profiled(j job) (err error) {
	if r.Profiles == "" {
		return j.run(r)
	}
	out, err := os.Create(filepath.Join(r.Profiles, j.name+".pprof"))
	if err != nil {
		return fmt.Errorf("write a profile: %w", err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if err := pprof.StartCPUProfile(out); err != nil {
		return fmt.Errorf("take a profile: %w", err)
	}
	defer pprof.StopCPUProfile()
	return j.run(r)
}

// profile takes the server's profile for a time and writes it under the name of what it served.
func (s *served) profile(ctx context.Context, during time.Duration) (err error) {
	url := fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", s.operators, int(during.Seconds()))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("take the server's profile: %w", err)
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("take the server's profile: %s", res.Status)
	}
	out, err := os.Create(filepath.Join(s.Profiles, s.name+".pprof"))
	if err != nil {
		return fmt.Errorf("write the server's profile: %w", err)
	}
	_, err = io.Copy(out, res.Body)
	return errors.Join(err, out.Close())
}

// free is an address of this machine that nobody listens on.
func free(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return l.Addr().String(), l.Close()
}
