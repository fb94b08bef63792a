package databasetest

import (
	"fmt"
	"syscall"
	"testing"
)

// SmallDisk mounts a file system in memory that holds so many bytes; the test is skipped for whoever may
// not mount one.
func SmallDisk(t testing.TB, size int) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("cannot mount a small file system here (%v); run as root", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return folder
}
