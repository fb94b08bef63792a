package httpapi_test

import (
	"context"
	"net/http"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/kernel/engine"
)

// A handler that asks for another zone gets nothing of it on PostgreSQL, where a request is confined to its own.
func TestACarelessHandlerReachesNoOtherZone(t *testing.T) {
	t.Parallel()
	databasetest.Needs(t)
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.PostgreSQL(t)))
	for _, zone := range []string{apitest.Zone, "otherzone"} {
		err := o.Store.InTx(t.Context(), func(ctx context.Context) error {
			return o.Store.Put(ctx, engine.Rows{Matters: []engine.MatterRow{{ZoneID: zone, ID: "m", Number: "1", State: []byte{}}}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	type answer struct {
		Body struct{ Own, Other, Through int }
	}
	door.Personal(o.Door, door.Operation{ID: "careless", Method: http.MethodGet, Path: "/careless"}, func(ctx context.Context, _ *door.Caller, _ *struct{}) (*answer, error) {
		var out answer
		for zone, n := range map[string]*int{apitest.Zone: &out.Body.Own, "otherzone": &out.Body.Other} {
			for _, err := range o.Store.List(ctx, zone, engine.Filter{}) {
				if err != nil {
					return nil, err
				}
				*n++
			}
		}
		for _, err := range o.Store.List(database.InZone(ctx, "otherzone"), "otherzone", engine.Filter{}) {
			if err != nil {
				return nil, err
			}
			out.Body.Through++
		}
		return &out, nil
	})
	var got struct{ Own, Other, Through int }
	o.OK(http.StatusOK, "zsj-a", http.MethodGet, door.Prefix+"/careless", nil).Into(o, &got)
	if got.Own != 1 || got.Other != 0 || got.Through != 0 {
		t.Errorf("%+v", got)
	}
}
