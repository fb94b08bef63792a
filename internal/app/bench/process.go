package bench

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// What Linux tells of another process; other systems tell nothing here.

// clockTick is the unit of /proc/PID/stat: USER_HZ, a hundredth of a second on every architecture that Go runs on.
const clockTick = 10 * time.Millisecond

// spentBy is the processor time that a process has used.
func spentBy(pid int) (time.Duration, bool) {
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return 0, false
	}
	_, after, _ := strings.Cut(string(raw), ") ") // the name before may hold spaces
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0, false
	}
	user, err1 := strconv.ParseInt(fields[11], 10, 64)
	system, err2 := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * clockTick, err1 == nil && err2 == nil
}

// resident is the memory that a process holds, in MiB.
func resident(pid int) (float64, bool) {
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0, false
	}
	for line := range strings.SplitSeq(string(raw), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib / 1024, err == nil
		}
	}
	return 0, false
}
