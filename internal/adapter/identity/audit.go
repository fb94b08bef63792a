package identity

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Outcome is whether what was tried was done.
type Outcome string

// The outcomes.
const (
	Done    Outcome = "done"
	Refused Outcome = "refused"
)

// Detail is what else a line of the log says. It holds no password, code, token or personal data.
type Detail map[string]string

// Entry is what is written into the log. Package identity writes its own; others write reads of personal data,
// their unmasking and refusals through Record.
type Entry struct {
	Zone    string // whose log; "" for the installation's
	Action  string // one of Actions
	Object  string // what it was done to: account, matter, field
	Outcome Outcome
	Reason  string // why, in the words of who did it; an unmasking needs one
	Detail  Detail
}

// Actions names every action of the log for a reader.
var Actions = map[string]text.Text{
	"sign-in.password":         {Zh: "口令登录", En: "signed in by password"},
	"sign-in.code":             {Zh: "验证码通过", En: "gave a one-time code"},
	"sign-in.recovery_code":    {Zh: "使用恢复码", En: "used a recovery code"},
	"sign-in.security_key":     {Zh: "安全密钥通过", En: "used a security key"},
	"sign-in.provider":         {Zh: "单点登录", En: "signed in by a provider"},
	"sign-in.refused":          {Zh: "登录或验证被拒", En: "was not let in"},
	"sign-in.out":              {Zh: "退出", En: "signed out"},
	"sign-in.out_everywhere":   {Zh: "全部退出", En: "signed out everywhere"},
	"visit.ended":              {Zh: "结束其他登录", En: "ended another visit"},
	"account.opened":           {Zh: "开户", En: "account opened"},
	"account.amended":          {Zh: "变更账号", En: "account amended"},
	"account.admitted":         {Zh: "核准账号", En: "account admitted"},
	"account.readmitted":       {Zh: "复核账号", En: "account admitted again"},
	"account.locked":           {Zh: "锁定账号", En: "account locked"},
	"account.unlocked":         {Zh: "解锁账号", En: "account unlocked"},
	"account.closed":           {Zh: "注销账号", En: "account closed"},
	"account.signed_out":       {Zh: "强制退出", En: "account signed out"},
	"account.password_reset":   {Zh: "重置口令", En: "password reset"},
	"account.password_changed": {Zh: "修改口令", En: "password changed"},
	"account.factors_reset":    {Zh: "清除第二种验证方式", En: "second factors taken away"},
	"account.code_added":       {Zh: "绑定验证器", En: "authenticator app set up"},
	"account.code_removed":     {Zh: "解绑验证器", En: "authenticator app removed"},
	"account.recovery_renewed": {Zh: "更换恢复码", En: "recovery codes renewed"},
	"account.key_added":        {Zh: "登记安全密钥", En: "security key registered"},
	"account.key_removed":      {Zh: "删除安全密钥", En: "security key removed"},
	"account.linked":           {Zh: "绑定单点登录", En: "linked to a provider"},
	"account.unlinked":         {Zh: "解绑单点登录", En: "unlinked from a provider"},
	"token.issued":             {Zh: "签发接口令牌", En: "API token issued"},
	"token.revoked":            {Zh: "吊销接口令牌", En: "API token revoked"},
	"delegation.given":         {Zh: "授权", En: "post delegated"},
	"delegation.revoked":       {Zh: "撤销授权", En: "delegation revoked"},
	"audit.read":               {Zh: "查阅审计日志", En: "audit log read"},
	"audit.pruned":             {Zh: "清理到期审计日志", En: "old audit lines removed"},
	"personal.read":            {Zh: "查阅个人信息", En: "personal data read"},
	"personal.unmasked":        {Zh: "查看个人信息明文", En: "personal data unmasked"},
	"personal.erased":          {Zh: "删除个人信息", En: "personal data erased"},
	"access.refused":           {Zh: "越权访问被拒", En: "access refused"},
	"access.exported":          {Zh: "导出数据", En: "data exported"},
	"file.quarantined":         {Zh: "隔离带毒文件", En: "infected file moved aside"},
}

// Line is one line of the log.
type Line struct {
	Zone    string    `json:"zone"`
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	Account string    `json:"account"` // "" where nobody proved who it was
	Address string    `json:"address"`
	Agent   string    `json:"agent"`
	Action  string    `json:"action"`
	Object  string    `json:"object"`
	Outcome Outcome   `json:"outcome"`
	Reason  string    `json:"reason,omitempty"`
	Detail  Detail    `json:"detail,omitempty"`
}

type auditRow struct {
	bun.BaseModel `bun:"table:audit,alias:audit"`

	Zone    string  `bun:"zone_id,pk"`
	Seq     int64   `bun:"seq,pk"`
	At      Instant `bun:"at"`
	Account string  `bun:"account_id"`
	Action  string  `bun:"action"`
	Object  string  `bun:"object"`
	Outcome Outcome `bun:"outcome"`
	Hash    []byte  `bun:"hash"`
	Body    []byte  `bun:"body"`
}

type auditHead struct {
	bun.BaseModel `bun:"table:audit_heads,alias:audit_heads"`

	Zone       string `bun:"zone_id,pk"`
	BeforeSeq  int64  `bun:"before_seq"`
	BeforeHash []byte `bun:"before_hash"`
	LastSeq    int64  `bun:"last_seq"`
	LastHash   []byte `bun:"last_hash"`
	Seal       []byte `bun:"seal"`
}

func chain(before, body []byte) []byte {
	h := sha256.New()
	h.Write(before)
	h.Write(body)
	return h.Sum(nil)
}

// words is what the seal is over.
func (h *auditHead) words() [][]byte {
	n := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(h.BeforeSeq)), uint64(h.LastSeq))
	return [][]byte{[]byte(h.Zone), n, h.BeforeHash, h.LastHash}
}

// sealed tells whether the head is as this installation left it.
func (d *Directory) sealed(h *auditHead) bool {
	ok := false
	for _, mac := range d.keys.macs("audit", h.words()...) {
		ok = subtle.ConstantTimeCompare(mac, h.Seal) == 1 || ok
	}
	return ok
}

// note writes a line about something done, inside the transaction that did it.
func (d *Directory) note(ctx context.Context, by By, zone, action, object string, detail Detail) error {
	return d.Record(ctx, by, &Entry{Zone: zone, Action: action, Object: object, Outcome: Done, Detail: detail})
}

// Record appends a line to a zone's log: in the transaction of ctx, or in one of its own. Lines of a zone are
// written one after the other, so it belongs at the end of a transaction.
func (d *Directory) Record(ctx context.Context, by By, e *Entry) error {
	if _, known := Actions[e.Action]; !known {
		return fmt.Errorf("identity: the log has no action %q", e.Action)
	}
	if e.Action == "personal.unmasked" && e.Reason == "" {
		return invalid("identity.reason", "reason", "查看个人信息明文须说明事由", "say why the personal data must be read in full")
	}
	zone := plain(e.Zone)
	return d.db.InTx(database.InZone(ctx, zone), func(ctx context.Context) error {
		head, err := d.lockHead(ctx, zone)
		if err != nil {
			return err
		}
		whole := head.LastSeq == 0 || d.sealed(head)
		line := Line{zone, head.LastSeq + 1, d.instant().Time, plain(by.Account), clip(by.Address), clip(by.Agent), e.Action, plain(e.Object), e.Outcome, plain(e.Reason), clean(e.Detail)}
		body, err := json.Marshal(&line)
		if err != nil {
			return fmt.Errorf("write the audit log: %w", err)
		}
		head.LastSeq, head.LastHash = line.Seq, chain(head.LastHash, body)
		row := auditRow{Zone: line.Zone, Seq: line.Seq, At: Instant{line.At}, Account: line.Account, Action: line.Action, Object: line.Object, Outcome: line.Outcome, Hash: head.LastHash, Body: body}
		if _, err := d.db.Conn(ctx).NewInsert().Model(&row).Exec(ctx); err != nil {
			return fmt.Errorf("write the audit log: %w", err)
		}
		return d.putHead(ctx, head, whole)
	})
}

func clean(d Detail) Detail {
	out := Detail{}
	for k, v := range d {
		out[plain(k)] = plain(v)
	}
	return out
}

// lockHead reads the head of a log and keeps other writers of the zone waiting until the transaction ends.
func (d *Directory) lockHead(ctx context.Context, zone string) (*auditHead, error) {
	if err := d.db.Lock(ctx, "audit/"+zone); err != nil {
		return nil, err
	}
	return d.head(ctx, zone)
}

func (d *Directory) head(ctx context.Context, zone string) (*auditHead, error) {
	head := &auditHead{Zone: zone, BeforeHash: make([]byte, sha256.Size), LastHash: make([]byte, sha256.Size)}
	err := d.db.Conn(ctx).NewSelect().Model(head).WherePK().Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read the head of the audit log: %w", err)
	}
	return head, nil
}

// putHead stores a head. One whose seal was broken is not sealed again: the break must stay to be seen.
func (d *Directory) putHead(ctx context.Context, head *auditHead, whole bool) error {
	if whole {
		head.Seal = d.keys.mac("audit", head.words()...)
	}
	_, err := d.db.Conn(ctx).NewInsert().Model(head).On("CONFLICT (zone_id) DO UPDATE").
		Set("before_seq = EXCLUDED.before_seq, before_hash = EXCLUDED.before_hash, last_seq = EXCLUDED.last_seq, last_hash = EXCLUDED.last_hash, seal = EXCLUDED.seal").Exec(ctx)
	return err
}

// AuditReport is what VerifyAudit found whole. Head, written down elsewhere, later shows whether the log was
// replaced as a whole by an older copy.
type AuditReport struct {
	Zone  string `json:"zone"`  // "" for the installation's own log
	First int64  `json:"first"` // number of the first line that is there; Last+1 for none
	Last  int64  `json:"last"`
	Head  []byte `json:"head"` // hash of the last line, to be written down elsewhere
}

// VerifyAudit reads a zone's log through and fails with identity.audit_broken at the first line that was changed,
// left out or put in, and where its head is not as this installation sealed it.
func (d *Directory) VerifyAudit(ctx context.Context, zone string) (*AuditReport, error) {
	ctx = database.InZone(ctx, zone)
	var report *AuditReport
	err := d.db.InSnapshot(ctx, func(ctx context.Context) error {
		head, err := d.head(ctx, zone)
		if err != nil {
			return err
		}
		if report, err = d.verifyAudit(ctx, head); err != nil {
			return err
		}
		if head.LastSeq > 0 && !d.sealed(head) {
			return foreign(zone)
		}
		return nil
	})
	return report, err
}

func (d *Directory) verifyAudit(ctx context.Context, head *auditHead) (*AuditReport, error) {
	report := &AuditReport{Zone: head.Zone, First: head.BeforeSeq + 1, Last: head.LastSeq, Head: head.LastHash}
	hash, seq := head.BeforeHash, head.BeforeSeq
	for {
		var rows []auditRow
		if err := d.db.Conn(ctx).NewSelect().Model(&rows).Where("zone_id = ? AND seq > ?", head.Zone, seq).Order("seq").Limit(500).Scan(ctx); err != nil {
			return nil, fmt.Errorf("read the audit log: %w", err)
		}
		for i := range rows {
			r := &rows[i]
			seq++
			if r.Seq != seq {
				return nil, broken(head.Zone, seq, "the line is missing")
			}
			if hash = chain(hash, r.Body); !bytes.Equal(hash, r.Hash) {
				return nil, broken(head.Zone, seq, "the hash is another one")
			}
			if !r.agrees() {
				return nil, broken(head.Zone, seq, "the columns differ from what was hashed")
			}
		}
		if len(rows) == 0 {
			break
		}
	}
	if seq != head.LastSeq || !bytes.Equal(hash, head.LastHash) {
		return nil, broken(head.Zone, seq+1, "the log does not end where its head says")
	}
	return report, nil
}

// agrees tells whether the columns are what the body says.
func (r *auditRow) agrees() bool {
	var l Line
	if json.Unmarshal(r.Body, &l) != nil {
		return false
	}
	return l.Zone == r.Zone && l.Seq == r.Seq && l.At.Equal(r.At.Time) && l.Account == r.Account && l.Action == r.Action && l.Object == r.Object && l.Outcome == r.Outcome
}

func broken(zone string, seq int64, why string) error {
	zh, en := logOf(zone)
	return errs.Newf(errs.Corrupt, "identity.audit_broken", "%[1]s第 %[3]d 条起被改动或缺失。请停止清理，封存数据库并查明原因", "%[2]s was changed, or lines are missing, from line %[3]d on: stop pruning, put the database aside and find out why", zh, en, seq).Because(errors.New(why))
}

// foreign is said of a log whose lines follow one another and whose seal is not by a key that this server has.
func foreign(zone string) error {
	zh, en := logOf(zone)
	return errs.Newf(errs.Corrupt, "identity.audit_broken",
		"%[1]s各条前后相连，但首尾的封印不是用本机的密钥（key_file）盖的：恢复备份后换了密钥，或首尾被改动。请放回原来的密钥文件；找不回时日志照常续写，只是不能清理，也无法证明首尾未被改动",
		"%[2]s has lines that follow one another, and a seal on its first and last that is not by this server's key (key_file): the key is another one since a backup was restored, or first or last were changed. Put the former key file back; if it is lost, the log goes on, but it is not pruned, and nothing proves where it began and ended",
		zh, en)
}

// logOf names a zone's log.
func logOf(zone string) (zh, en string) {
	if zone == "" {
		return "全系统的审计日志", "the installation's audit log"
	}
	return "地区 " + zone + " 的审计日志", "the audit log of zone " + zone
}
