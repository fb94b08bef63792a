package messages

import (
	"context"
	"net/http"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/notify"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
)

// Machine is what the system administrator may know of the program and where it runs. Its functions may be nil.
type Machine struct {
	Database string                                           // sqlite or postgresql
	Schema   func(ctx context.Context) (string, error)        // the newest migration
	Disks    func() []Disk                                    // folders that the program writes to
	Backups  func() (folder string, made []Backup, e error)   // what lies in the folder for backups; "" where none is set
	Backup   func(ctx context.Context) (jobs.Inserted, error) // starts one
}

// Disk is how much room there is where the program writes.
type Disk struct {
	What  string `json:"what" enum:"database,files,backups"`
	Free  int64  `json:"free" doc:"Bytes"`
	Total int64  `json:"total" doc:"Bytes"`
}

// Backup is one that was made.
type Backup struct {
	Name  string    `json:"name"`
	At    time.Time `json:"at"`
	Size  int64     `json:"size" doc:"Bytes, of the database"`
	Files int64     `json:"files" doc:"Bytes, of attached files beside it"`
}

// machine declares health, backups and the state of the channels.
func (a *api) machine() {
	say := func(id, method, path, summary string) door.Operation {
		return door.Operation{ID: id, Method: method, Path: path, Summary: summary, Tag: "administration"}
	}
	door.Zonal(a.Door, say("read-health", http.MethodGet, "/admin/health", "How the installation fares: version, database, queue, room on its disks"), authority.Operate, a.readHealth)
	door.Zonal(a.Door, say("list-backups", http.MethodGet, "/admin/backups", "The backups that lie in the folder for them, newest first"), authority.Operate, a.listBackups)
	begin := say("begin-backup", http.MethodPost, "/admin/backups", "Make a backup, as a job")
	begin.Status = http.StatusAccepted
	door.Zonal(a.Door, begin, authority.Operate, a.beginBackup)
	door.Zonal(a.Door, say("list-channels", http.MethodGet, "/zones/{zone}/channels", "The channels by which notices and webhooks leave: whether each is set up, what waits, the last failure"), authority.Operate, a.listChannels)
}

// HealthOutput is how the installation fares.
type HealthOutput struct {
	Body struct {
		Version  string    `json:"version"`
		Now      time.Time `json:"now" doc:"By the machine's clock"`
		Database string    `json:"database" enum:"sqlite,postgresql"`
		Schema   string    `json:"schema" doc:"The newest migration that the database has been through"`
		Answers  int64     `json:"answers_us" doc:"How long the database took to tell that, in microseconds"`
		Waiting  int       `json:"waiting" doc:"Jobs that are ready and wait for a worker"`
		Running  int       `json:"running"`
		Failing  int       `json:"failing" doc:"Jobs that failed and will be tried again"`
		Dead     int       `json:"discarded" doc:"Jobs that failed in all their attempts, in the last 30 days"`
		Lag      int64     `json:"lag_seconds" doc:"For how long the first of those that wait has waited"`
		Disks    []Disk    `json:"disks" nullable:"false"`
	}
}

func (a *api) readHealth(ctx context.Context, c *door.Caller, _ *struct{}) (*HealthOutput, error) {
	if err := everywhere(c); err != nil {
		return nil, err
	}
	out := &HealthOutput{}
	b := &out.Body
	b.Version, b.Now, b.Database, b.Disks = a.Version, *door.Instant(clock.System()), a.Machine.Database, []Disk{}
	if a.Machine.Schema != nil {
		begun := clock.System()
		schema, err := a.Machine.Schema(ctx)
		if err != nil {
			return nil, err
		}
		b.Schema, b.Answers = schema, clock.System().Sub(begun).Microseconds()
	}
	if a.Machine.Disks != nil {
		b.Disks = append(b.Disks, a.Machine.Disks()...)
	}
	counts, err := a.Jobs.Counts(ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range counts {
		if into := map[string]*int{"available": &b.Waiting, "running": &b.Running, "retryable": &b.Failing, "discarded": &b.Dead}[n.State]; into != nil {
			*into += n.N
		}
	}
	lag, err := a.Jobs.Oldest(ctx, b.Now)
	b.Lag = int64(lag.Seconds())
	return out, err
}

// BackupsOutput lists backups.
type BackupsOutput struct {
	Body struct {
		Configured bool     `json:"configured" doc:"The setting backup.folder names a folder"`
		Folder     string   `json:"folder,omitempty"`
		Backups    []Backup `json:"backups" nullable:"false"`
	}
}

func (a *api) listBackups(_ context.Context, c *door.Caller, _ *struct{}) (*BackupsOutput, error) {
	if err := everywhere(c); err != nil {
		return nil, err
	}
	out := &BackupsOutput{}
	out.Body.Backups = []Backup{}
	if a.Machine.Backups == nil {
		return out, nil
	}
	folder, made, err := a.Machine.Backups()
	out.Body.Configured, out.Body.Folder, out.Body.Backups = folder != "", folder, append(out.Body.Backups, made...)
	return out, err
}

// BegunOutput names the job that makes a backup.
type BegunOutput struct {
	Body struct {
		Job int64 `json:"job"`
		New bool  `json:"new" doc:"False where one was under way already"`
	}
}

func (a *api) beginBackup(ctx context.Context, c *door.Caller, _ *struct{}) (*BegunOutput, error) {
	if err := everywhere(c); err != nil {
		return nil, err
	}
	if a.Machine.Backup == nil {
		return nil, errs.Newf(errs.Refused, "backup.no_folder", "没有设置备份目录：请在配置中写明 backup.folder，或用命令 qinlian backup 备份", "no folder for backups is set: name one in the setting backup.folder, or use the command qinlian backup")
	}
	made, err := a.Machine.Backup(ctx)
	out := &BegunOutput{}
	out.Body.Job, out.Body.New = made.ID, !made.Skipped
	return out, err
}

// ChannelsOutput lists channels in order of name.
type ChannelsOutput struct {
	Body struct {
		Channels []ChannelView `json:"channels" nullable:"false"`
	}
}

// ChannelView is how a channel fares, without addresses and contents.
type ChannelView struct {
	Channel  string     `json:"channel"`
	Ready    bool       `json:"configured" doc:"The installation can send by it"`
	Waiting  int        `json:"waiting"`
	Dead     int        `json:"dead" doc:"Given up; to be sent again or left"`
	Done     int        `json:"done" doc:"Sent in the last 30 days"`
	SentAt   *time.Time `json:"sent_at,omitempty"`
	FailedAt *time.Time `json:"failed_at,omitempty" doc:"When an attempt last failed, of a message that has not gone out since"`
	Error    string     `json:"error,omitempty"`
}

func (a *api) listChannels(ctx context.Context, c *door.Caller, in *InZone) (*ChannelsOutput, error) {
	list, err := a.Outbox.Channels(ctx, in.Zone, notify.Channels...)
	if err != nil {
		return nil, err
	}
	out := &ChannelsOutput{}
	out.Body.Channels = []ChannelView{}
	for i := range list {
		s := &list[i]
		out.Body.Channels = append(out.Body.Channels, ChannelView{s.Channel, s.Ready, s.Waiting, s.Dead, s.Done, micros(s.SentAt), micros(s.Failed), outbox.Says(s.Error, c.Lang)})
	}
	return out, nil
}
