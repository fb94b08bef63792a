package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"

	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/adapter/notify/webhook"
	"qinlian/internal/base/errs"
)

// The most that a robot's text may hold, in bytes.
const (
	wecomBytes    = 2048  // https://developer.work.weixin.qq.com/document/path/91770
	dingtalkBytes = 18000 // a request may have 20,000
)

// Robots takes the outbox's channels of robots and people's own webhooks. Addresses and secrets are those of each
// person's preferences.
func (n *Notify) Robots() {
	client := n.guard.Client()
	for channel, request := range map[string]func(c *Channel, p *Payload, now time.Time) (address string, header http.Header, body []byte, err error){
		WeCom: wecom, DingTalk: dingtalk, Webhook: own,
	} {
		n.out.Handle(channel, func(ctx context.Context, m *outbox.Message) error {
			return n.toPerson(ctx, m, func(c *Channel, p *Payload) error {
				address, header, body, err := request(c, p, n.Sends())
				if err != nil {
					return outbox.Never(err)
				}
				answer, err := n.guard.Post(ctx, client, address, header, body)
				if err != nil {
					return err
				}
				return judge(channel, answer)
			})
		})
	}
}

// judge reads a robot's answer: 200 with an errcode of its own. A robot that does not exist, or refuses the
// signature, will not do otherwise tomorrow.
func judge(channel string, a outbox.Answer) error {
	if a.Status == http.StatusGone || a.Status == http.StatusNotFound {
		return outbox.Never(outbox.Answered(a.Status))
	}
	if a.Status < 200 || a.Status > 299 {
		return outbox.Answered(a.Status)
	}
	if channel == Webhook {
		return nil
	}
	var said struct {
		Code *int   `json:"errcode"`
		Text string `json:"errmsg"`
	}
	if err := json.Unmarshal(a.Body, &said); err != nil || said.Code == nil {
		return errs.Newf(errs.Conflict, "outbox.robot", "机器人的应答看不懂", "the robot gave an answer that is not understood")
	}
	err := errs.Newf(errs.Conflict, "outbox.robot", "机器人应答 %[1]d：%[2]s", "the robot answered %[1]d: %[2]s", *said.Code, said.Text)
	switch *said.Code {
	case 0:
		return nil
	case 93000, 310000: // WeCom: no such robot; DingTalk: signature, keyword or address refused
		return outbox.Never(err)
	}
	return err
}

type robotText struct {
	Content string `json:"content"`
}

type robotMessage struct {
	Type string    `json:"msgtype"`
	Text robotText `json:"text"`
}

func robot(p *Payload, most int) ([]byte, error) {
	return json.Marshal(robotMessage{Type: "text", Text: robotText{clip(p.Subject+"\n"+p.Text, most)}})
}

// clip cuts a text to some bytes, at the end of a character.
func clip(s string, most int) string {
	const dots = "…"
	if len(s) <= most {
		return s
	}
	cut := most - len(dots)
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + dots
}

func jsonHeader() http.Header { return http.Header{"Content-Type": {"application/json"}} }

func wecom(c *Channel, p *Payload, _ time.Time) (string, http.Header, []byte, error) {
	body, err := robot(p, wecomBytes)
	return c.Address, jsonHeader(), body, err
}

// dingtalk adds timestamp and signature to the address where the robot has a secret: HMAC-SHA256 of
// "timestamp\nsecret" with the secret as its key, in base64
// (https://open.dingtalk.com/document/robots/customize-robot-security-settings).
func dingtalk(c *Channel, p *Payload, now time.Time) (string, http.Header, []byte, error) {
	u, err := url.Parse(c.Address)
	if err != nil {
		return "", nil, nil, fmt.Errorf("address of the robot: %w", err)
	}
	if c.Secret != "" {
		at := strconv.FormatInt(now.UnixMilli(), 10)
		mac := hmac.New(sha256.New, []byte(c.Secret))
		mac.Write([]byte(at + "\n" + c.Secret))
		q := u.Query()
		q.Set("timestamp", at)
		q.Set("sign", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
		u.RawQuery = q.Encode()
	}
	body, err := robot(p, dingtalkBytes)
	return u.String(), jsonHeader(), body, err
}

// own posts the digest itself, signed as webhooks are where the person has given a secret.
func own(c *Channel, p *Payload, now time.Time) (string, http.Header, []byte, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return "", nil, nil, fmt.Errorf("write a digest: %w", err)
	}
	if c.Secret == "" {
		return c.Address, jsonHeader(), body, nil
	}
	header, err := webhook.Headers(p.ID, now, body, c.Secret)
	return c.Address, header, body, err
}
