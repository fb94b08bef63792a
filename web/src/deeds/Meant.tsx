import { Modal } from "antd";
import { useState } from "react";
import { useZone } from "@/api/me";
import { Refusal } from "@/ui/Asked";
import { DeedForm, Deeds } from "./Deeds";
import { useActions, type Action } from "./deeds";
import { useDeedWords } from "./words";

/** What InPlace opens. */
export default function Meant({
  number,
  command,
  letter,
  duty,
  label,
  close,
}: {
  number: string;
  command?: string;
  letter?: string;
  duty?: string;
  label: string;
  close: () => void;
}) {
  const t = useDeedWords();
  const actions = useActions(useZone(), number);
  // What was asked for first is what stays open, whatever is read anew meanwhile.
  const [meant, setMeant] = useState<{ action?: Action; etag: string }>();
  if (actions.data && !meant) {
    const { value, etag } = actions.data;
    const about = (a: Action) => (letter === undefined || a.letter === letter) && (duty === undefined || a.duty === duty);
    const fitting = value.actions.filter((a) => about(a) && (command === undefined || a.command === command));
    const narrowed = command !== undefined || duty !== undefined;
    setMeant({ action: narrowed && fitting.length === 1 ? fitting[0] : undefined, etag });
    return null;
  }
  if (meant?.action) return <DeedForm number={number} action={meant.action} etag={actions.data?.etag ?? meant.etag} close={close} />;
  return (
    <Modal open title={`${label} · ${number}`} onCancel={close} footer={null} loading={actions.isPending}>
      {actions.isError ? (
        <Refusal error={actions.error} retry={() => void actions.refetch()} />
      ) : (
        <Deeds number={number} letter={letter} done={close} />
      )}
      <p className="sr">{t("actions")}</p>
    </Modal>
  );
}
