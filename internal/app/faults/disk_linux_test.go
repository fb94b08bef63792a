package faults_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
)

// fill writes a file until its disk has no room left.
func fill(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name) // the test's
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it is full
	for size := 1 << 16; size > 0; {
		if _, err := f.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 2
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestADiskThatIsFullStopsWritingAndNotReading(t *testing.T) {
	t.Parallel()
	disk := databasetest.SmallDisk(t, 16<<20)
	o := newOffice(t, filepath.Join(disk, "qinlian.db"))
	var later atomic.Int64
	node, _ := o.serve(func() time.Time { return clock.System().Add(time.Duration(later.Load())) })
	c := o.clerks(node)
	c.more(20)
	ballast := filepath.Join(disk, "ballast")
	fill(t, ballast)
	c.refused("507 database.disk_full")
	later.Store(int64(2 * time.Minute)) // longer than the visit's last request stays unwritten
	for _, path := range []string{"/zones/" + zone + "/matters", "/zones/" + zone + "/search?q=任务", "/me"} {
		if r, err := node.call(c.cookie, http.MethodGet, "/api/v1"+path, nil); err != nil || r.status != http.StatusOK {
			t.Errorf("reading %s while the disk is full: %+v %v", path, r, err)
		}
	}
	if ready, said := node.ready(); !ready {
		t.Errorf("a node that can be read from is not ready: %s", said)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	c.more(20)
	c.finish()
	gapless(t, c.told)
	c.kept()
}
