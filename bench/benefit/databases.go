package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// errMissing says that an engine is not installed here.
var errMissing = errors.New("not installed")

// sqlite asks Debian's sqlite3: one statement a clause, of a table in a file that is read into its cache first.
func (w *work) sqlite(ctx context.Context, dir string) (func() (result, error), error) {
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		return nil, errMissing
	}
	file, rows := filepath.Join(dir, "e.db"), filepath.Join(dir, "e.csv")
	if err := w.csv(rows); err != nil {
		return nil, err
	}
	load := exec.CommandContext(ctx, shell, file)
	load.Stdin = strings.NewReader("CREATE TABLE e (" + columnList("a", " INTEGER NOT NULL") + ");\n.mode csv\n.import " + rows + " e\n")
	if out, err := load.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	warm := "PRAGMA cache_size = -200000;\nSELECT sum(" + columnList("a", "", "+") + ") FROM e;\n"
	ask := func(script string) ([]byte, time.Duration, error) {
		c := exec.CommandContext(ctx, shell, "-readonly", "-csv", file)
		c.Stdin, c.Stderr = strings.NewReader(script), os.Stderr
		out, err := c.Output()
		if err != nil {
			return nil, 0, err
		}
		return out, c.ProcessState.UserTime() + c.ProcessState.SystemTime(), nil
	}
	questions := strings.Join(w.sql("min"), ";\n") + ";\n"
	return func() (r result, err error) {
		_, before, err := ask(warm)
		if err != nil {
			return r, err
		}
		out, took, err := ask(warm + questions)
		if err != nil {
			return r, err
		}
		lines := bufio.NewScanner(bytes.NewReader(out))
		lines.Scan() // the warming up
		for lines.Scan() {
			var count, total int64
			if _, err := fmt.Sscanf(lines.Text(), "%d,%d", &count, &total); err != nil {
				return r, fmt.Errorf("%s: %w", lines.Text(), err)
			}
			r.Count, r.Total = r.Count+count, r.Total+total
		}
		r.Took = took - before
		return r, nil
	}, nil
}

func columnList(prefix, suffix string, between ...string) string {
	names := make([]string, fields)
	for f := range names {
		names[f] = named(prefix)(f) + suffix
	}
	return strings.Join(names, append(between, ", ")[0])
}

func (w *work) csv(file string) error {
	var b bytes.Buffer
	for row := range w.rows {
		for f := range fields {
			if f > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strconv.FormatInt(w.columns[f][row], 10))
		}
		b.WriteByte('\n')
	}
	return os.WriteFile(file, b.Bytes(), 0o600)
}

// postgres asks the database at url, without parallel plans; its time is that of the process that serves the connection, which
// the kernel counts in hundredths of a second.
func (w *work) postgres(ctx context.Context, url string) (func() (result, error), error) {
	if url == "" {
		return nil, errMissing
	}
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	for _, statement := range []string{"SET max_parallel_workers_per_gather = 0", "CREATE TEMP TABLE e (" + columnList("a", " BIGINT NOT NULL") + ")"} {
		if _, err := c.Exec(ctx, statement); err != nil {
			return nil, err
		}
	}
	names := strings.Split(columnList("a", ""), ", ")
	row := make([]any, fields)
	_, err = c.CopyFrom(ctx, pgx.Identifier{"e"}, names, pgx.CopyFromSlice(w.rows, func(i int) ([]any, error) {
		for f := range fields {
			row[f] = w.columns[f][i]
		}
		return row, nil
	}))
	if err != nil {
		return nil, err
	}
	if _, err := c.Exec(ctx, "VACUUM ANALYZE e"); err != nil {
		return nil, err
	}
	var pid int
	if err := c.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		return nil, err
	}
	questions := w.sql("least")
	return func() (r result, err error) {
		begin, err := processorOf(pid)
		if err != nil {
			return r, err
		}
		for _, q := range questions {
			var count, total int64
			if err := c.QueryRow(ctx, q).Scan(&count, &total); err != nil {
				return r, fmt.Errorf("%s: %w", q, err)
			}
			r.Count, r.Total = r.Count+count, r.Total+total
		}
		end, err := processorOf(pid)
		r.Took = end - begin
		return r, err
	}, nil
}

// processorOf is the processor time of another process, as Linux tells it.
func processorOf(pid int) (time.Duration, error) {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	of := strings.Fields(rest)
	var ticks int64
	for _, at := range []int{11, 12} { // utime and stime
		n, err := strconv.ParseInt(of[at], 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}

// numpy asks Debian's python3-numpy: one expression over whole columns for each clause.
func (w *work) numpy(ctx context.Context, dir string) (func() (result, error), error) {
	python := ""
	for _, name := range []string{"/usr/bin/python3", "python3"} { // Debian's first: another may have no NumPy
		if exec.CommandContext(ctx, name, "-c", "import numpy").Run() == nil {
			python = name
			break
		}
	}
	if python == "" {
		return nil, errMissing
	}
	of := words{field: named("a"), and: " & ", or: " | ", parentheses: true}
	of.over100 = func(a string) string { return "(" + a + ") // 100" }
	of.least = func(a, b string) string { return "np.minimum(" + a + ", " + b + ")" }
	of.choose = func(condition, yes, no string) string { return "np.where(" + condition + ", " + yes + ", " + no + ")" }
	var script strings.Builder
	script.WriteString("import sys, time\nimport numpy as np\nall = np.fromfile(sys.argv[1], dtype=np.int64).reshape(" + strconv.Itoa(fields) + ", -1)\n")
	for f := range fields {
		fmt.Fprintf(&script, "a%d = all[%d].copy()\n", f, f)
	}
	script.WriteString("def run():\n    count = total = 0\n")
	for i := range w.clauses {
		a := &w.clauses[i].amount
		fmt.Fprintf(&script, "    m = %s\n    n = int(np.count_nonzero(m))\n    count += n\n", of.condition(&w.clauses[i]))
		if a.percent == 0 && a.tiers[0] == 0 {
			fmt.Fprintf(&script, "    total += n * %d\n", a.fixed)
			continue
		}
		chosen := of
		chosen.field = func(int) string { return "x" }
		fmt.Fprintf(&script, "    x = a%d[m]\n    total += int(np.sum(%s))\n", a.field, chosen.amount(a))
	}
	script.WriteString("    return count, total\nrun()\nbegin = time.process_time()\ncount, total = run()\nprint(count, total, int((time.process_time() - begin) * 1e9))\n")
	file, data := filepath.Join(dir, "work.py"), filepath.Join(dir, "columns")
	if err := os.WriteFile(file, []byte(script.String()), 0o600); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for f := range fields {
		if err := binary.Write(&b, binary.LittleEndian, w.columns[f]); err != nil {
			return nil, err
		}
	}
	if err := os.WriteFile(data, b.Bytes(), 0o600); err != nil {
		return nil, err
	}
	return func() (r result, err error) {
		c := exec.CommandContext(ctx, python, file, data)
		c.Stderr = os.Stderr
		out, err := c.Output()
		if err != nil {
			return r, err
		}
		_, err = fmt.Sscan(string(out), &r.Count, &r.Total, &r.Took)
		return r, err
	}, nil
}
