import { PrinterOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Link, useParams } from "react-router";
import { Asked } from "@/ui/Asked";
import { Markdown } from "@/ui/Markdown";
import { Page } from "@/ui/Page";
import css from "./paper.module.css";
import { toSession, useMeeting, usePaper } from "./query";
import { useReviewWords } from "./words";

/** The minutes or the bulletin of a session as they read on paper, written by the server. */
export default function Paper({ paper }: { paper: "minutes" | "bulletin" }) {
  const t = useReviewWords();
  const id = useParams().session ?? "";
  const asked = usePaper(id, paper);
  const m = useMeeting(id).data?.value;
  return (
    <div className={css.desk}>
      <Page
        title={`${t(paper)} · ${m?.number ?? m?.title ?? id}`}
        note={<span className="no-print">{t("paper_hint")}</span>}
        actions={
          <>
            <Link to={toSession(id)}>{t("back_to_room")}</Link>
            <Button type="primary" icon={<PrinterOutlined />} onClick={() => print()}>
              {t("print")}
            </Button>
          </>
        }
      >
        <Asked query={asked} rows={14}>
          {(source) => (
            <article className={css.paper}>
              <Markdown source={source} />
            </article>
          )}
        </Asked>
      </Page>
    </div>
  );
}
