// A letter drafted from the page of letters: first the matter that it is about, then what the server asks for.
import { Form, Modal } from "antd";
import { useState } from "react";
import { useZone } from "@/api/me";
import { Matters } from "@/deeds/Control";
import { DeedForm } from "@/deeds/Deeds";
import { useActions } from "@/deeds/deeds";
import { Asked } from "@/ui/Asked";
import { useLetterWords } from "./words";

export function Draft({ close }: { close: (drafted: boolean) => void }) {
  const t = useLetterWords();
  const [number, setNumber] = useState<string>();
  const [chosen, choose] = useState<string>();
  if (chosen) return <About number={chosen} close={close} />;
  return (
    <Modal
      open
      title={t("write")}
      onCancel={() => close(false)}
      okText={t("go_on")}
      cancelText={t("cancel")}
      okButtonProps={{ disabled: !number }}
      onOk={() => choose(number)}
      destroyOnHidden
    >
      <Form layout="vertical">
        <Form.Item label={t("about")} htmlFor="about">
          <Matters id="about" value={number} onChange={setNumber} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function About({ number, close }: { number: string; close: (drafted: boolean) => void }) {
  const t = useLetterWords();
  const actions = useActions(useZone(), number);
  const drafts = actions.data?.value.actions.filter((a) => a.command === "draft-letter") ?? [];
  const may = drafts.find((a) => a.ready || a.missing.length === 0) ?? drafts[0];
  if (actions.data && may) return <DeedForm number={number} action={may} etag={actions.data.etag} close={close} />;
  return (
    <Modal open title={t("write")} onCancel={() => close(false)} cancelText={t("cancel")} okButtonProps={{ hidden: true }} destroyOnHidden>
      <Asked query={actions} rows={2}>
        {() => <p>{t("may_not", { number })}</p>}
      </Asked>
    </Modal>
  );
}
