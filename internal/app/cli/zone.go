package cli

import (
	"strconv"
	"strings"
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

type zoneCmds struct {
	List     zoneListCmd     `cmd:"" help:"h_zone_list"`
	Versions zoneVersionsCmd `cmd:"" help:"h_zone_versions"`
}

type zoneListCmd struct{}

// Run lists the zones of the database.
func (c *zoneListCmd) Run(s *Shell) error {
	a, err := s.App()
	if err != nil {
		return err
	}
	zones, err := a.Store.ListZones(s.Ctx)
	if err != nil {
		return err
	}
	type coming struct {
		Version string    `json:"version"`
		From    time.Time `json:"from"`
	}
	type line struct {
		Zone    string    `json:"zone"`
		Title   text.Text `json:"title"`
		Version string    `json:"version"`
		From    time.Time `json:"from,omitzero"`  // of mechanisms that are still to come
		Next    []coming  `json:"next,omitempty"` // of those that follow what is in force
		Events  int64     `json:"events"`
		Key     string    `json:"key"`
	}
	lines, rows := make([]line, 0, len(zones)), [][]terminal.Cell{}
	for i := range zones {
		z := &zones[i]
		l := line{Zone: z.ZoneID, Title: text.Text{Zh: z.Title}, Events: z.Size, Key: z.PublicKey}
		timeline, err := a.Engine.Timeline(s.Ctx, z.ZoneID)
		if err != nil {
			return err
		}
		if b := timeline.At(s.Now()); b != nil {
			l.Version, l.Title = b.Version, b.Title
		} else if len(timeline) > 0 { // not in force yet
			l.Title, l.Version, l.From = timeline[0].Bundle.Title, timeline[0].Bundle.Version, timeline[0].From
		}
		versions := []string{l.Version}
		if !l.From.IsZero() {
			versions[0] = s.T("zone_from", l.Version, calendar.Local(l.From))
		}
		for _, v := range timeline {
			if v.From.After(s.Now()) && !v.From.Equal(l.From) {
				l.Next = append(l.Next, coming{v.Bundle.Version, v.From})
				versions = append(versions, s.T("zone_from", v.Bundle.Version, calendar.Local(v.From)))
			}
		}
		lines = append(lines, l)
		rows = append(rows, terminal.Row(l.Zone, l.Title.In(s.Lang), strings.Join(versions, s.T("semicolon")), strconv.FormatInt(l.Events, 10)))
	}
	return s.Print(lines, func(screen *terminal.Screen) {
		screen.Table([]terminal.Column{{Title: s.T("col_zone")}, {Title: s.T("col_name"), Max: 60}, {Title: s.T("col_version")}, {Title: s.T("col_events"), Right: true}}, rows)
		screen.Headingf("%s", s.T("zone_keys"))
		for i := range lines { // each holds the code of its zone, and must be whole to be compared
			screen.Whole("  " + lines[i].Key)
		}
	})
}
