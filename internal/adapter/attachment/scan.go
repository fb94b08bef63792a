package attachment

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"qinlian/internal/base/errs"
)

// scanTime is how long a scanner may take over one file.
const scanTime = 2 * time.Minute

// couldNotScan is what clamscan and clamdscan exit with when they could not look. Everything but it and 0 is a find.
const couldNotScan = 2

// scan gives the file to the scanner on its standard input. A find moves the file aside, where nobody is given it; a
// scanner that does not answer lets nothing pass.
func (s *Staged) scan(ctx context.Context, file *os.File) error {
	command := s.files.config.Scan
	if len(command) == 0 {
		return nil
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("scan a file: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, scanTime)
	defer cancel()
	var said capped
	cmd := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // the administrator names the command
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = file, &said, &said, time.Second
	err := cmd.Run()
	exit := (*exec.ExitError)(nil)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil || !errors.As(err, &exit) || exit.ExitCode() < 0 || exit.ExitCode() == couldNotScan:
		s.files.config.Log.Error("a file could not be scanned", "sha256", s.Hash, "error", err.Error(), "said", said.String())
		return errs.Newf(errs.Refused, "attachment.scanner", "病毒检查暂时无法进行，文件没有保存；请稍后再传，或告诉管理员", "the scan for viruses cannot be made at present; the file was not kept: try later, or tell the administrator").Because(err)
	}
	s.files.config.Log.Warn("an infected file was moved aside", "zone", s.Zone, "sha256", s.Hash, "said", said.String())
	if err := s.files.root.Rename(s.place, quarantine+"/"+s.Hash); err != nil {
		return fmt.Errorf("move an infected file aside: %w", err)
	}
	return &Infected{s.Hash, errs.Newf(errs.Refused, "attachment.infected", "文件未通过病毒检查，已隔离，没有保存；请先杀毒，重新生成文件后再传（%[1]s）",
		"the file did not pass the scan for viruses; it was moved aside and not kept: clean your machine and make the file anew (%[1]s)", Citation+s.Hash).At("body.file")}
}

// Infected is the refusal of a file in which the scanner found something.
type Infected struct {
	Hash string
	Told *errs.Error
}

func (i *Infected) Error() string { return i.Told.Error() }
func (i *Infected) Unwrap() error { return i.Told }

// capped keeps the beginning of what a scanner says, for the log.
type capped struct{ bytes.Buffer }

func (c *capped) Write(b []byte) (int, error) {
	const most = 1 << 10
	c.Buffer.Write(b[:min(len(b), max(0, most-c.Len()))])
	return len(b), nil
}
