// Bringing an office's ledger in: send it, look at what was doubtful and put it right in place, try again, import. The
// address names the import, so that a page that was closed is taken up where it was.
import { Steps } from "antd";
import { Link, useNavigate, useParams } from "react-router";
import { useMay, useZone } from "@/api/me";
import { Asked } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { useImport } from "./import";
import { Look } from "./Look";
import { Mine, Send } from "./Send";
import { useImportWords } from "./words";

export default function Import() {
  const t = useImportWords();
  const zone = useZone();
  const go = useNavigate();
  const { id } = useParams();
  const asked = useImport(zone, id);
  const may = useMay("import");
  const step = !id ? 0 : asked.data?.import ? 2 : 1;
  if (!may) {
    return (
      <Page title={t("title")}>
        <Panel title={t("title")}>
          <Empty hint={t("forbidden_hint")}>{t("forbidden")}</Empty>
        </Panel>
      </Page>
    );
  }
  return (
    <Page title={t("title")} note={asked.data?.file} actions={<Link to="/ledger">{t("to_ledger")}</Link>}>
      <Steps
        size="small"
        responsive={false}
        current={step}
        style={{ marginBottom: 16 }}
        items={[{ title: t("step_send") }, { title: t("step_look") }, { title: t("step_import") }]}
      />
      {id ? (
        <Asked query={asked} rows={8}>
          {(of) => <Look key={of.id} of={of} />}
        </Asked>
      ) : (
        <>
          <Send begun={(i) => void go(`/ledger/import/${i.id}`)} />
          <Mine />
        </>
      )}
    </Page>
  );
}
