// Package config is what an operator can set, in one struct. A setting comes from, the last one winning:
//
//	default  ◀  file (YAML)  ◀  environment (QINLIAN_…)  ◀  flag
//
// Load reads all of them and reports everything that is wrong at once: each fault under its file:line:column, variable
// or flag; an unknown name with the one that was probably meant. Every setting has its key, default, unit and
// sentence here and nowhere else: the example file, the list in docs/operations.md and the help are made from them.
//
// Values of settings marked secret are never shown.
package config

import "time"

// Bytes is a size; files write 32768, 32KiB, 1MiB or 2GiB.
type Bytes int64

// Config is every setting. Durations are written 90s, 20m, 12h.
type Config struct {
	DB      string        `koanf:"db" default:"qinlian.db" secret:"url" en:"database: a SQLite file, or postgres://user:password@host/database" zh:"数据库：SQLite 文件，或 postgres://用户：口令@主机/库名"`
	Listen  string        `koanf:"listen" default:"localhost:8080" check:"address" en:"host and port to serve on; :8080 is every address of the machine" zh:"监听的主机和端口；:8080 为本机所有地址"`
	Origins []string      `koanf:"origins" check:"origin" en:"what browsers write before the path, such as https://qinlian.example.gov.cn; from listen and tls where empty" zh:"浏览器地址栏里路径之前的部分，如 https://qinlian.example.gov.cn；不写则由 listen 和 tls 推出"`
	Proxies []string      `koanf:"proxies" check:"network" en:"networks of reverse proxies whose X-Forwarded-For is believed, such as 127.0.0.1/32" zh:"可信反向代理的网段，只采信它们的 X-Forwarded-For，如 127.0.0.1/32"`
	Key     string        `koanf:"key" secret:"all" en:"key that seals secrets at rest: base64 of 32 random bytes or more; better in key_file" zh:"封存密钥：至少 32 个随机字节的 base64；最好放在 key_file 中"`
	KeyFile string        `koanf:"key_file" en:"file with that key, made where missing; beside a SQLite database where empty" zh:"封存密钥的文件，没有则生成；不写则在 SQLite 数据库文件旁"`
	Grace   time.Duration `koanf:"grace" default:"20s" min:"100ms" max:"10m" en:"for requests and jobs under way when it stops" zh:"停止时留给在办请求和作业的时间"`
	Drain   time.Duration `koanf:"drain" default:"0s" min:"0s" max:"5m" en:"how long /readyz says no before it stops accepting, for load balancers to notice" zh:"停止接收之前 /readyz 先答“未就绪”多久，供负载均衡器察觉"`

	TLS     TLS     `koanf:"tls"`
	OIDC    OIDC    `koanf:"oidc"`
	Files   Files   `koanf:"files"`
	Backup  Backup  `koanf:"backup"`
	Mail    Mail    `koanf:"mail"`
	Notify  Notify  `koanf:"notify"`
	Limits  Limits  `koanf:"limits"`
	Jobs    Jobs    `koanf:"jobs"`
	Log     Log     `koanf:"log"`
	Metrics Metrics `koanf:"metrics"`
	Traces  Traces  `koanf:"traces"`
}

// TLS says how the server proves itself; without it, it speaks plain HTTP to this machine or to a proxy.
type TLS struct {
	Cert string `koanf:"cert" check:"file" en:"file with the certificate and its chain (PEM); read again when it changes, and on SIGHUP" zh:"证书及其链的文件（PEM）；文件变动或收到 SIGHUP 时重新读取"`
	Key  string `koanf:"key" check:"file" en:"file with its private key (PEM)" zh:"证书私钥文件（PEM）"`
}

// OIDC is a city's or province's sign-on, by OpenID Connect, beside passwords.
type OIDC struct {
	Issuer       string   `koanf:"issuer" check:"url" en:"issuer of the sign-on that people may also come in by (OpenID Connect); none where empty" zh:"可用来登录的统一认证（OpenID Connect）的 issuer 网址；不写则没有"`
	ClientID     string   `koanf:"client_id" en:"what it calls this program; register there ORIGIN/api/v1/session/providers/sso/return" zh:"本系统在那里的 client_id；在那里登记的回调网址为 本系统网址/api/v1/session/providers/sso/return"`
	ClientSecret string   `koanf:"client_secret" secret:"all" en:"the secret that it gave" zh:"它给的 client_secret"`
	Title        string   `koanf:"title" en:"what it is called where people sign in" zh:"登录处显示的名称"`
	Scopes       []string `koanf:"scopes" en:"scopes to ask for besides openid, such as profile" zh:"除 openid 外还要请求的 scope，如 profile"`
	LoginClaim   string   `koanf:"login_claim" en:"claim that holds a person's login here and that it vouches for, such as a staff number; where empty each person links their own account while signed in" zh:"哪一项声明（claim）就是本系统的登录名且由它担保，如工号；不写则由各人登录后自行绑定"`
	Strong       bool     `koanf:"strong" default:"false" en:"it asks for a second factor itself, so that none is asked for here" zh:"它自己要求第二因子，此处不再要求"`
}

// Files says where the files lie that people attach, and which are taken.
type Files struct {
	Folder string   `koanf:"folder" en:"folder for attached files, made when missing; beside a SQLite database where empty" zh:"存放附件的目录，没有则建立；不写则在 SQLite 数据库文件旁"`
	Bucket string   `koanf:"bucket" check:"url" en:"S3-compatible bucket (https://HOST/BUCKET) for their content, which several nodes share; keys from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" zh:"附件内容改存 S3 兼容的存储桶（https://主机/桶名），供多个节点共用；密钥取自 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY"`
	Most   Bytes    `koanf:"most" default:"50MiB" min:"1KiB" max:"2GiB" en:"size of one file" zh:"单个附件的大小"`
	Types  []string `koanf:"types" en:"types taken, such as pdf,jpg; ZONE=pdf,jpg for one zone; the usual ones of an office where empty" zh:"允许的类型，如 pdf,jpg；写作 地区=pdf,jpg 则只管该地区；不写则为办公常用类型"`
	Scan   string   `koanf:"scan" en:"command that looks for viruses in what it gets on standard input: exit code 0 for none, 2 when it could not look, else a find" zh:"查毒命令，文件由标准输入给它：退出码 0 为干净，2 为未能检查，其他为带毒"`
}

// Backup says where the backups lie that the system administrator has made from the pages of administration.
type Backup struct {
	Folder string `koanf:"folder" en:"folder for the backups that the system administrator begins on the pages; none can be begun there where empty" zh:"系统管理员在页面上所做备份的存放目录；不写则不能在页面上备份"`
}

// Mail is the installation's own mail server.
type Mail struct {
	Host     string `koanf:"host" en:"mail server; no mails are sent where empty" zh:"邮件服务器；不写则不发邮件"`
	Port     int    `koanf:"port" default:"587" min:"1" max:"65535" en:"its port" zh:"端口"`
	Security string `koanf:"security" default:"starttls" oneof:"starttls tls none" en:"how the connection is secured" zh:"连接的加密方式"`
	User     string `koanf:"user" en:"account there; none where empty" zh:"账号；不写则不验证"`
	Password string `koanf:"password" secret:"all" en:"its password" zh:"口令"`
	From     string `koanf:"from" en:"address that mails come from" zh:"发件地址"`
}

// Notify says what may be told, and where.
type Notify struct {
	Networks []string `koanf:"networks" check:"network" en:"networks that webhooks and robots may be in although they are not public, such as 10.1.0.0/16" zh:"允许 Webhook 与群机器人所在的内网网段，如 10.1.0.0/16"`
	Plain    bool     `koanf:"plain" default:"false" en:"let them use http without TLS" zh:"允许它们用不加密的 http"`
	Intake   string   `koanf:"intake" check:"file" en:"file (YAML) that says by zone and sender what work orders become; none are taken where empty" zh:"工单映射文件（YAML）：按地区、来源写明工单登记为什么事项；不写则不接收工单"`
}

// Limits bound what one client can hold.
type Limits struct {
	Header      time.Duration `koanf:"header" default:"5s" min:"10ms" max:"1m" en:"a request's head must have arrived within" zh:"请求头须在此时间内到齐"`
	Body        time.Duration `koanf:"body" default:"1m" min:"10ms" max:"1h" en:"a request's body must have arrived within; operations may ask for less or more" zh:"请求体须在此时间内到齐；个别接口另有规定"`
	Answer      time.Duration `koanf:"answer" default:"2m" min:"10ms" max:"1h" en:"an answer must begin within, and each piece of it be taken within" zh:"须在此时间内开始应答，且每一段应答须在此时间内被取走"`
	Idle        time.Duration `koanf:"idle" default:"2m" min:"10ms" max:"1h" en:"a connection may wait for its next request" zh:"连接空闲多久后关闭"`
	HeaderSize  Bytes         `koanf:"header_size" default:"32KiB" min:"4KiB" max:"1MiB" en:"size of a request's head" zh:"请求头的大小"`
	Account     int           `koanf:"account" default:"300" min:"0" max:"1000000" en:"requests a second that one account may send for long, twice as many at once; 0 for any number" zh:"一个账号持续每秒可发的请求数，短时可达两倍；0 为不限"`
	Address     int           `koanf:"address" default:"2000" min:"0" max:"1000000" en:"requests a second that one address may send for long, twice as many at once; an office sits behind one; 0 for any number" zh:"一个地址持续每秒可发的请求数，短时可达两倍；一个单位往往共用一个地址；0 为不限"`
	Connections int           `koanf:"connections" default:"10000" min:"1" max:"1000000" en:"connections open at a time" zh:"同时打开的连接数"`
}

// Jobs size the background work of this node.
type Jobs struct {
	Workers int           `koanf:"workers" default:"10" min:"1" max:"1000" en:"jobs that this node runs at a time" zh:"本节点同时运行的作业数"`
	Long    int           `koanf:"long" default:"2" min:"1" max:"100" en:"long jobs (plans, imports) at a time" zh:"同时运行的长作业（试算、导入）数"`
	Poll    time.Duration `koanf:"poll" default:"1s" min:"10ms" max:"1m" en:"how often to look for jobs" zh:"多久查看一次有无作业"`
}

// Log says what is written to standard error.
type Log struct {
	Level    string `koanf:"level" default:"info" oneof:"debug info warn error" en:"least level written" zh:"写出的最低级别"`
	Format   string `koanf:"format" default:"json" oneof:"json text" en:"how lines are written" zh:"行的写法"`
	Requests string `koanf:"requests" default:"all" oneof:"all failed none" en:"requests that have a line: all, failed (5xx) or none" zh:"哪些请求记一行：all 全部、failed 失败的（5xx）、none 不记"`
}

// Metrics are served apart from the interface.
type Metrics struct {
	Listen string `koanf:"listen" check:"address" en:"host and port of /metrics, /healthz and /readyz for operators; no metrics where empty" zh:"供运维的 /metrics、/healthz、/readyz 的主机和端口；不写则不提供指标"`
	Token  string `koanf:"token" secret:"all" en:"bearer token of /metrics; must be given where listen is not this machine alone" zh:"/metrics 的 Bearer 令牌；listen 不限于本机时必须给出"`
}

// Traces are sent to an OpenTelemetry collector.
type Traces struct {
	Endpoint string   `koanf:"endpoint" check:"url" en:"OTLP/HTTP collector, such as http://localhost:4318; no traces are sent where empty" zh:"OTLP/HTTP 采集器，如 http://localhost:4318；不写则不发送追踪"`
	Headers  []string `koanf:"headers" secret:"all" check:"header" en:"headers for the collector, each Name: value" zh:"发给采集器的请求头，每个写作 名称: 值"`
	Sample   float64  `koanf:"sample" default:"1" min:"0" max:"1" en:"share of the requests that are traced, 0 to 1" zh:"被追踪的请求所占比例，0 到 1"`
}
