package matters_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/door"
)

func TestWhatIsKeptOfARequestDoesNotLetItsBodyBeGuessed(t *testing.T) {
	apitest.EachOn(t, func(o *apitest.Office, db *database.DB) {
		body := map[string]any{"kind": "task", "title": "短"}
		o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), body, "Idempotency-Key", "k1")
		var kept []string
		ctx := database.InZone(o.Context(), apitest.Zone)
		if err := db.Conn(ctx).NewSelect().TableExpr("answers").Column("request").Where("zone_id = ?", apitest.Zone).Scan(ctx, &kept); err != nil {
			o.Fatal(err)
		}
		raw, err := json.Marshal(body)
		if err != nil {
			o.Fatal(err)
		}
		for _, end := range []string{"", "\n"} {
			plain := sha256.Sum256([]byte(http.MethodPost + " " + apitest.InZone("/matters") + "\n" + string(raw) + end))
			if len(kept) != 1 || len(kept[0]) != hex.EncodedLen(sha256.Size) || kept[0] == hex.EncodeToString(plain[:]) {
				o.Errorf("kept %v", kept)
			}
		}
	})
}

func TestAFaultInAMemberOfTheBodySaysThatItLiesThere(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		p := o.Call("dcs-a", http.MethodPut, apitest.InZone("/preferences"), map[string]any{
			"lang": "zh", "muted": []string{}, "quiet": map[string]any{"from": "22:00", "to": "07:30", "rest_days": true, "urgent": true},
			"channels": []any{map[string]any{"name": "wecom", "address": "https://192.168.1.1/robot", "enabled": true}},
		}, "If-Match", "*").Problem(o)
		if !slices.ContainsFunc(p.Errors, func(f door.Fault) bool { return f.Location == "body.channels.wecom" }) {
			o.Errorf("%+v", p)
		}
	})
}
