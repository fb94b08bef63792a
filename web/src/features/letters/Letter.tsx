import { PrinterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Link, useParams } from "react-router";
import { api, take } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";
import { Deeds } from "@/deeds/Deeds";
import { Asked } from "@/ui/Asked";
import { toMatter } from "@/ui/MatterRow";
import { Page, Panel } from "@/ui/Page";
import { instantWords } from "@/ui/time";
import css from "./letters.module.css";
import { useLetterWords } from "./words";

/** One letter as it reads on paper, and the steps that the reader may take with it. */
export default function Letter() {
  const t = useLetterWords();
  const zone = useZone();
  const { number = "", letter = "" } = useParams();
  const asked = useQuery({
    queryKey: matterKeys.part(number, `letter ${letter}`),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/matters/{number}/letters/{letter}", { params: { path: { zone, number, letter } } })),
  });
  const l = asked.data;
  return (
    <Page
      title={l?.number ?? l?.title ?? letter}
      note={l && t(l.state as "drafted")}
      actions={
        <>
          {l?.matter_number && <Link to={toMatter(l.matter_number)}>{t("back")}</Link>}
          <Button icon={<PrinterOutlined />} onClick={() => print()}>
            {t("print")}
          </Button>
        </>
      }
    >
      <Asked query={asked} rows={12}>
        {(of) => (
          <>
            <div className="no-print">
              <Panel title={t("steps")}>{of.matter_number ? <Deeds number={of.matter_number} letter={of.id} /> : t("hidden")}</Panel>
            </div>
            <article className={css.paper}>
              <header>
                <h2>{of.title}</h2>
                {of.number && <p>{of.number}</p>}
              </header>
              <pre>{of.text}</pre>
              {of.warning && <p className={`${css.warning} no-print`}>{of.warning}</p>}
            </article>
            {(of.signed_at || of.reply || of.withdrawal) && (
              <Panel title={t("reply")}>
                {of.signed_at && <p>{t("signed_by", { who: of.signed_by ?? of.to, when: instantWords(of.signed_at, "") })}</p>}
                {of.reply && <p className={css.reply}>{of.reply}</p>}
                {of.replied_at && <p>{t("replied_at", { when: instantWords(of.replied_at, "") })}</p>}
                {of.withdrawal && <p>{t("withdrawn_why", { why: of.withdrawal })}</p>}
              </Panel>
            )}
          </>
        )}
      </Asked>
    </Page>
  );
}
