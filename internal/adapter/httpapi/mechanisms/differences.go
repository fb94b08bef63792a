package mechanisms

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/kernel/mechanism"
)

// FileChange is a file on both sides; "" where there is none.
type FileChange struct {
	Path   string `json:"path"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// fileChanges lists the files of two bundles that differ, scenarios among them, in order of path.
func fileChanges(before, after *mechanism.Bundle) []FileChange {
	sides := [2]map[string][]byte{{}, {}}
	paths := map[string]bool{}
	for i, b := range []*mechanism.Bundle{before, after} {
		if b == nil {
			continue
		}
		for _, f := range slices.Concat(b.Files, b.Scenarios) {
			sides[i][f.Path], paths[f.Path] = f.Bytes, true
		}
	}
	out := []FileChange{}
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if !bytes.Equal(sides[0][path], sides[1][path]) {
			out = append(out, FileChange{path, string(sides[0][path]), string(sides[1][path])})
		}
	}
	return out
}

// BetweenInput names two versions.
type BetweenInput struct {
	InZone

	Version string `query:"version" maxLength:"128" doc:"Version or hash; the one in force unless given"`
	Since   string `query:"since" maxLength:"128" doc:"Version or hash to compare it with; the one before it unless given"`
}

// BetweenOutput is how two versions differ.
type BetweenOutput struct {
	Body struct {
		Version string           `json:"version"`
		Since   string           `json:"since,omitempty" doc:"None: it is the first"`
		Changes []DifferenceView `json:"changes" nullable:"false"`
		Files   []FileChange     `json:"files" nullable:"false" doc:"Those that differ"`
	}
}

func (a *api) between(ctx context.Context, c *door.Caller, in *BetweenInput) (*BetweenOutput, error) {
	b, _, err := a.version(ctx, in.Zone, in.Version)
	if err != nil {
		return nil, err
	}
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	since := in.Since
	if i := slices.IndexFunc(timeline, func(v mechanism.Version) bool { return v.Bundle.Hash == b.Hash }); since == "" && i > 0 {
		since = timeline[i-1].Bundle.Hash
	}
	out := &BetweenOutput{}
	out.Body.Version, out.Body.Changes, out.Body.Files = b.Version, []DifferenceView{}, []FileChange{}
	if since == "" {
		return out, nil
	}
	before, _, err := a.version(ctx, in.Zone, since)
	if err != nil {
		return nil, door.At(err, "query.since")
	}
	out.Body.Since, out.Body.Changes, out.Body.Files = cmp.Or(before.Version, since), differences(before, b, c.Lang), fileChanges(before, b)
	return out, nil
}
