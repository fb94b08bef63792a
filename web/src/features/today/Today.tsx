// The start page, by what one may see: my own work for whoever holds a post, and for those who look over the zone the
// 8:30 page above all else.
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useMay, useMe, useToday, useZone } from "@/api/me";
import { Asked } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { dayHeading } from "@/ui/time";
import { Ahead, MyWork } from "./MyWork";
import { Lists } from "./Lists";
import { Lights, Loads, Meetings, UnitLights } from "./Figures";
import css from "./today.module.css";
import { useTodayWords } from "./words";

export function Today() {
  const t = useTodayWords();
  const me = useMe();
  const overview = useMay("overview");
  if (!me.zone) {
    return (
      <Page title={t("today")}>
        <Panel title={me.title}>
          <Empty hint={t("admin_hint")}>{t("admin_hello")}</Empty>
        </Panel>
      </Page>
    );
  }
  return overview ? <Overview /> : <Own />;
}

/** The page of somebody who has work but no view over the zone. */
function Own() {
  const me = useMe();
  const today = useToday();
  return (
    <Page title={dayHeading(today)} note={me.title}>
      <MyWork />
    </Page>
  );
}

function Overview() {
  const zone = useZone();
  const t = useTodayWords();
  const day = useToday();
  const today = useQuery({
    queryKey: matterKeys.figure("today", zone),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/today", { params: { path: { zone } } })),
  });
  return (
    <Page title={dayHeading(day)} note={today.data?.title}>
      <Asked query={today} rows={10}>
        {(page) => (
          <>
            <Lights totals={page.totals} />
            <div className={css.columns}>
              <div>
                <MyWork quiet />
                <Lists page={page} />
              </div>
              <div>
                {page.next_session && <Ahead of={page.next_session} />}
                <UnitLights lights={page.lights ?? []} totals={page.totals} />
                <Loads loads={page.loads ?? []} heavy={page.heavy} />
                <Meetings page={page} />
                {page.stale > 0 && <p className={css.stale}>{t("stale", { n: page.stale })}</p>}
              </div>
            </div>
          </>
        )}
      </Asked>
    </Page>
  );
}
