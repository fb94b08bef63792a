package claims_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/money"
)

func yuan(fen int64) string { return money.Fen(fen).String() }

type received struct {
	Paid, Returned, Known, Waiting int
	Sum, Back                      int64
}

// sentOut is an office whose enterprises F1 and F2 have a payment each on its way, in the batch 拨1.
func sentOut(t *testing.T, db *database.DB) *apitest.Office {
	t.Helper()
	o := apitest.Open(t, db)
	for key, name := range map[string]string{"F1": "企业甲", "F2": "企业丁"} {
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/registers/firm/records/"+key+"/facts"), map[string]any{
			"from": "2023-01-01", "source": "年报", "reason": "核对",
			"values": map[string]string{"name": name, "staff": "120", "revenue.2022": "1500万元", "revenue.2023": "1500万元", "revenue.2024": "1500万元", "revenue.2025": "1500万元"},
		}, "If-Match", "*")
	}
	o.OK(http.StatusOK, "jfj-a", http.MethodPost, apitest.InZone("/funds/growth"), map[string]any{"amount": 100_000_000, "basis": "会议"}, "If-Match", "*")
	for key, name := range map[string]string{"F1": "企业甲", "F2": "企业丁"} {
		o.OK(http.StatusOK, "zsj-a", http.MethodPost, apitest.InZone("/claims"), map[string]any{
			"do": "apply", "clause": "growth/revenue", "record": key, "promise": "所报属实", "materials": []string{"承诺书"}, "account": map[string]string{"payee": name, "bank": "示例银行", "number": "6222000000001234"},
		})
	}
	o.OK(http.StatusOK, "jfj-a", http.MethodPost, apitest.InZone("/payments"), map[string]any{"number": "拨1"})
	return o
}

var toReceipts = apitest.InZone("/payments/" + url.PathEscape("拨1") + "/receipts")

func send(o *apitest.Office, who, name string, content []byte, header ...string) apitest.Reply {
	o.Helper()
	body, form := apitest.Form(name, "", content)
	return o.Call(who, http.MethodPost, toReceipts, body, append(form, header...)...)
}

func TestTheBanksFileComesInAsItIsAndCountsOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := sentOut(t, db)
		out := o.Call("jfj-a", http.MethodGet, apitest.InZone("/payment-files/"+url.PathEscape("拨1")), nil)
		if out.StatusCode != http.StatusOK || !bytes.Contains(out.Raw, []byte("6222000000001234")) {
			t.Fatalf("%d %s", out.StatusCode, out.Raw)
		}
		amounts := o.Call("jfj-a", http.MethodGet, apitest.InZone("/payments/"+url.PathEscape("拨1")), nil)
		var batch struct {
			Items []struct {
				Number, State string
				Amount        int64
			}
		}
		amounts.Into(o, &batch)
		if len(batch.Items) != 2 || batch.Items[0].Amount != batch.Items[1].Amount {
			t.Fatalf("%+v", batch)
		}
		sum := batch.Items[0].Amount
		back := []byte(strings.ReplaceAll("拨付编号,金额（元）,结果,原因,回单号\n拨1-1,AMOUNT,成功,,B1\n拨1-2,AMOUNT,退回,账号不符,B2\n", "AMOUNT", yuan(sum)))
		for _, wrong := range []struct{ name, content, code string }{
			{"回单.csv", "拨付编号,结果\n拨1-1,成功\n拨1-9,成功\n", "payment.not_in_batch"},
			{"回单.csv", strings.Replace(string(back), yuan(sum), "1.00", 1), "claim.other_amount"},
			{"回单.csv", "拨付编号,结果\n拨1-1,也许\n", "payment.result"},
			{"回单.csv", "编号,状态\n拨1-1,成功\n", "payment.columns"},
			{"回单.xlsx", "不是表格", "sheet."},
		} {
			if r := send(o, "jfj-a", wrong.name, []byte(wrong.content)); r.StatusCode < 400 || r.StatusCode >= 500 || !strings.Contains(string(r.Raw), wrong.code) {
				t.Errorf("%s: %d %s, want %s", wrong.content, r.StatusCode, r.Raw, wrong.code)
			}
		}
		if r := send(o, "zsj-a", "回单.csv", back); r.StatusCode != http.StatusForbidden {
			t.Errorf("who does not pay: %d %s", r.StatusCode, r.Raw)
		}
		var first, again, anew received
		key := []string{"Idempotency-Key", "k1"}
		send(o, "jfj-a", "回单.csv", back, key...).Into(o, &first)
		if first.Paid != 1 || first.Returned != 1 || first.Known != 0 || first.Waiting != 0 || first.Sum != sum || first.Back != sum {
			t.Fatalf("%+v", first)
		}
		send(o, "jfj-a", "回单.csv", back, key...).Into(o, &again)
		if again != first {
			t.Errorf("under the same key: %+v, first %+v", again, first)
		}
		if r := send(o, "jfj-a", "回单.csv", append(back, '\n'), key...); r.StatusCode != http.StatusConflict {
			t.Errorf("another file under the same key: %d %s", r.StatusCode, r.Raw)
		}
		send(o, "jfj-a", "回单-再发.csv", back).Into(o, &anew)
		if anew.Known != 2 || anew.Paid+anew.Returned != 0 {
			t.Errorf("sent again: %+v", anew)
		}
		var line struct{ Committed, Paid int64 }
		o.OK(http.StatusOK, "zsj-a", http.MethodGet, apitest.InZone("/funds/growth"), nil).Into(o, &line)
		if line.Paid != sum || line.Committed != sum {
			t.Errorf("%+v, of %d", line, sum)
		}
	})
}

func TestTheBanksWorkbookIsReadToo(t *testing.T) {
	o := sentOut(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	var book bytes.Buffer
	if err := sheet.Write(&book, sheet.XLSX, sheet.Table{Sheet: "回单", Header: []string{"拨付编号", "结果", "到账日期"}, Rows: func(yield func([]string) bool) {
		_ = yield([]string{"拨1-1", "成功", ""}) && yield([]string{"拨1-2", "成功", ""})
	}}); err != nil {
		t.Fatal(err)
	}
	var got received
	send(o, "jfj-a", "回单.xlsx", book.Bytes()).Into(o, &got)
	if got.Paid != 2 || got.Waiting != 0 {
		t.Errorf("%+v", got)
	}
}
