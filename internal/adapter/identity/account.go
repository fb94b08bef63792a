package identity

import (
	"regexp"
	"slices"
	"strings"

	"github.com/uptrace/bun"
	"golang.org/x/text/unicode/norm"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
)

// Kind is what sort of somebody an account is for.
type Kind string

// The kinds. A machine has tokens and no password; the others sign in.
const (
	Staff      Kind = "staff"
	Enterprise Kind = "enterprise"
	Citizen    Kind = "citizen"
	Machine    Kind = "machine"
)

// Admin is which of the three administrators an account is for, if any (三员分立).
type Admin string

// The three: one opens accounts and keeps the machine running, one admits and locks them, one reads the log.
const (
	NoAdmin       Admin = ""
	SystemAdmin   Admin = "system"
	SecurityAdmin Admin = "security"
	AuditAdmin    Admin = "audit"
)

var adminTitles = map[Admin]text.Text{
	SystemAdmin:   {Zh: "系统管理员", En: "system administrator"},
	SecurityAdmin: {Zh: "安全管理员", En: "security administrator"},
	AuditAdmin:    {Zh: "审计管理员", En: "audit administrator"},
}

// State is whether an account may be used.
//
//	pending ──admit, readmit──▶ open ◀──unlock── locked
//	   ▲                         │  └───lock────▶ │
//	   └─────amended, reset──────┘                │
//	(any) ──close──▶ closed, for ever
//
// Pending is an account that somebody still has to admit: the security administrator what it stands for (AdmittedBy),
// the system administrator the new ways into it that the security administrator gave (ResetBy).
type State string

// The states.
const (
	Pending State = "pending"
	Open    State = "open"
	Locked  State = "locked"
	Closed  State = "closed"
)

// Account is one way into the installation. It names a post or an organisation, never a person: who that is on a
// day the org chart says, by the person's code.
type Account struct {
	bun.BaseModel `bun:"table:accounts" json:"-"`

	ID      string `bun:"id,pk" json:"id"`
	Login   string `bun:"login" json:"login"` // folded, unique in the installation
	Title   string `bun:"title" json:"title"` // a post or an organisation
	Zone    string `bun:"zone_id" json:"zone"`
	Kind    Kind   `bun:"kind" json:"kind"`
	Admin   Admin  `bun:"admin" json:"admin,omitempty"`
	Person  string `bun:"person" json:"person,omitempty"`   // code in the zone's org chart
	Holder  string `bun:"holder" json:"holder,omitempty"`   // of an administrator's account: who answers for it (工号)
	Parties Words  `bun:"parties" json:"parties,omitempty"` // enterprises or citizens for whom the account acts
	State   State  `bun:"state" json:"state"`

	Password   string  `bun:"password" json:"-"`
	PasswordAt Instant `bun:"password_at" json:"password_at"`
	MustChange bool    `bun:"must_change" json:"must_change,omitempty"`

	CreatedAt  Instant `bun:"created_at" json:"created_at"`
	CreatedBy  string  `bun:"created_by" json:"created_by"`
	AdmittedBy string  `bun:"admitted_by" json:"admitted_by,omitempty" doc:"Security administrator who admitted what the account stands for; none while it waits for one"`
	ResetBy    string  `bun:"reset_by" json:"reset_by,omitempty" doc:"Security administrator who gave it a new way in, which waits for the system administrator"`
	Version    int64   `bun:"version" json:"version"` // for ETag and If-Match
}

// Draft is what is said of an account when it is opened or amended.
type Draft struct {
	Login   string
	Title   string
	Zone    string
	Kind    Kind
	Admin   Admin
	Person  string
	Holder  string
	Parties []string
}

const (
	maxLogin   = 64
	maxTitle   = 100 // letters
	maxParties = 100
	maxCode    = 128
)

var loginShape = regexp.MustCompile(`^[a-z0-9\p{Han}](?:[a-z0-9\p{Han}._@-]*[a-z0-9\p{Han}])?$`)

// FoldLogin makes one spelling of many: full-width and upper-case letters become plain, spaces around and
// control characters go.
func FoldLogin(login string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(plain(login))))
}

func (a *Account) apply(d *Draft) {
	a.Login, a.Title, a.Zone, a.Kind, a.Admin = FoldLogin(d.Login), strings.TrimSpace(d.Title), d.Zone, d.Kind, d.Admin
	a.Person, a.Holder, a.Parties = strings.TrimSpace(d.Person), strings.TrimSpace(d.Holder), slices.Clone(d.Parties)
}

// faults lists everything that is wrong with what an account says of itself.
func (a *Account) faults() errs.List {
	var l errs.List
	if n := len([]rune(a.Login)); n < 2 || n > maxLogin || !loginShape.MatchString(a.Login) {
		l = append(l, invalid("identity.bad_login", "login", "登录名须为 2 至 %d 个小写字母、数字、汉字或 . _ @ -，首尾不能是符号",
			"a login has 2 to %d lower-case letters, digits, Chinese characters or . _ @ -, and no sign at either end", maxLogin))
	}
	if n := len([]rune(a.Title)); n == 0 || n > maxTitle || a.Title != plain(a.Title) {
		l = append(l, invalid("identity.bad_title", "title", "请填写显示名称（岗位或单位名称），不超过 %d 字", "give the name shown, a post or an organisation, of at most %d letters", maxTitle))
	}
	if !slices.Contains([]Kind{Staff, Enterprise, Citizen, Machine}, a.Kind) {
		l = append(l, invalid("identity.bad_kind", "kind", "账号类别应为 staff、enterprise、citizen 或 machine", "the kind of an account is staff, enterprise, citizen or machine"))
	}
	if a.Zone == "" && a.Admin == NoAdmin {
		l = append(l, invalid("identity.no_zone", "zone", "请指明账号所属的区；只有三员账号可以不属于任何一区", "say which zone the account belongs to; only the three administrators may be of none"))
	}
	if a.Person != "" && a.Kind != Staff {
		l = append(l, invalid("identity.person_of_none", "person", "只有工作人员账号才能对应组织架构中的人员", "only an account of staff stands for a person of the org chart"))
	}
	if len(a.Parties) > 0 && a.Kind != Enterprise && a.Kind != Citizen {
		l = append(l, invalid("identity.party_of_none", "parties", "只有企业或群众账号才能代表当事人", "only an account of an enterprise or a citizen acts for a party"))
	}
	if len(a.Parties) == 0 && (a.Kind == Enterprise || a.Kind == Citizen) {
		l = append(l, invalid("identity.no_party", "parties", "请指明该账号代表哪家企业或哪位群众（编号）", "say for which enterprise or citizen (by reference) the account acts"))
	}
	if len(a.Parties) > maxParties || slices.ContainsFunc(append([]string{a.Person, a.Holder, a.Zone}, a.Parties...), badCode) || slices.Contains(a.Parties, "") {
		l = append(l, invalid("identity.bad_code", "person", "人员、当事人和区的编号不能为空、过长或含控制字符，当事人最多 %d 个", "codes of people, parties and zones may not be empty, too long or have control characters, and there are at most %d parties", maxParties))
	}
	return append(l, a.separation()...)
}

func badCode(s string) bool { return len(s) > maxCode || s != plain(s) }

// separation is the one place where the three administrators are kept apart from each other and from business
// (三员分立): an account is for one of them at most, and then it has no post, no person and no party. That one
// person does not hold two of them is the unique index accounts_holder.
func (a *Account) separation() errs.List {
	var l errs.List
	if a.Admin == NoAdmin {
		if a.Holder != "" {
			l = append(l, invalid("identity.holder_of_none", "holder", "只有三员账号才登记责任人工号", "only an administrator's account names who answers for it"))
		}
		return l
	}
	if _, ok := adminTitles[a.Admin]; !ok {
		return append(l, invalid("identity.bad_admin", "admin", "管理员类别应为 system、security 或 audit", "the administrator is system, security or audit"))
	}
	if a.Kind != Staff || a.Person != "" || len(a.Parties) > 0 {
		l = append(l, invalid("identity.separation", "admin", "三员账号不得同时有岗位、人员或代表当事人（三员分立）；请为业务工作另开账号",
			"an administrator's account may have no post, person or party: open another account for other work"))
	}
	if a.Holder == "" {
		l = append(l, invalid("identity.no_holder", "holder", "请填写三员账号责任人的工号，同一人不得兼任两员", "say who answers for the administrator's account (staff number); one person may not be two of the three"))
	}
	return l
}

// Standing is what the account itself is to a zone: one of the three administrators, a machine, or nothing. All
// else follows from the person's posts and those delegated to them (authority.SubjectOf, Directory.Delegated) or
// from its parties.
func (a *Account) Standing() authority.Relation {
	switch {
	case a.Admin == SystemAdmin:
		return authority.SystemAdmin
	case a.Admin == SecurityAdmin:
		return authority.SecurityAdmin
	case a.Admin == AuditAdmin:
		return authority.AuditAdmin
	case a.Kind == Machine:
		return authority.Machine
	}
	return 0
}
