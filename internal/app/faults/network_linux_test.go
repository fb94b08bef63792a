package faults_test

import (
	"slices"
	"strings"
	"testing"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
)

// network is what lies between a node and PostgreSQL.
type network struct {
	*testing.T

	proxy *toxiproxy.Proxy
}

func newNetwork(t *testing.T, upstream string) *network {
	t.Helper()
	zerolog.SetGlobalLevel(zerolog.Disabled)
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	n := &network{t, toxiproxy.NewProxy(server, "postgres", "127.0.0.1:0", "127.0.0.1:"+upstream)}
	n.up()
	t.Cleanup(n.proxy.Stop)
	return n
}

func (n *network) port() string { return n.proxy.Listen[strings.LastIndex(n.proxy.Listen, ":")+1:] }

func (n *network) up() {
	n.Helper()
	if err := n.proxy.Start(); err != nil {
		n.Fatal(err)
	}
}

// spoil makes the network bad, mend makes it good again.
func (n *network) spoil(toxic string) {
	n.Helper()
	if _, err := n.proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
		n.Fatal(err)
	}
}

func (n *network) mend() { n.proxy.Toxics.ResetToxics(n.Context()) }

func TestSoakANetworkThatIsSlowOrCutLosesNothing(t *testing.T) {
	t.Parallel()
	databasetest.Needs(t)
	cluster := databasetest.NewCluster(t)
	between := newNetwork(t, cluster.Port)
	o := newOffice(t, cluster.Address(between.port()))
	patient, leave := o.serve(clock.System) // a password may take longer than a second, and one that nobody waits for counts as wrong
	o.visit = o.signIn(patient)
	leave()
	node, _ := o.serve(clock.System, "limits.answer=1s", "grace=1s")
	c := o.clerks(node)
	c.more(10)
	away := []string{"503 database.unreachable"}
	silent := slices.Concat(away, []string{"504 http.timeout"})
	toxic := func(words string) func() { return func() { between.spoil(words) } }
	repeated(t, func(first bool) {
		for _, fault := range []struct {
			name       string
			begin, end func()
			refusals   []string // of which at least one is answered meanwhile; none where work goes on
			always     bool     // not only when it is repeated
		}{
			{"slow", toxic(`{"type":"latency","stream":"downstream","attributes":{"latency":20,"jitter":10}}`), between.mend, nil, true},
			{"narrow", toxic(`{"type":"bandwidth","stream":"upstream","attributes":{"rate":64}}`), between.mend, nil, true},
			{"every connection is reset", toxic(`{"type":"reset_peer","stream":"upstream","attributes":{"timeout":0}}`), between.mend, away, true},
			{"nothing comes back", toxic(`{"type":"timeout","stream":"downstream","attributes":{"timeout":0}}`), between.mend, silent, true},
			{"nothing gets there", toxic(`{"type":"timeout","stream":"upstream","attributes":{"timeout":0}}`), between.mend, silent, false},
			{"cut", between.proxy.Stop, between.up, away, true},
		} {
			if first && !fault.always {
				continue
			}
			fault.begin()
			if len(fault.refusals) > 0 {
				c.refused(fault.refusals...)
				until(t, "/readyz says that it is not ready", func() bool {
					ready, said := node.ready()
					return !ready && strings.Contains(said, `"not ready"`) && !strings.Contains(said, "127.0.0.1")
				})
			} else {
				c.more(10)
			}
			fault.end()
			c.more(10)
		}
		until(t, "/readyz says that it is ready", func() bool { ready, _ := node.ready(); return ready })
	})
	c.finish()
	gapless(t, c.told)
	c.kept()
}
