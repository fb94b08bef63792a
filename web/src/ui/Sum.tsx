import { Input, InputNumber, Space } from "antd";
import { useLang } from "@/words/words";

/** Money as whole fen, typed in yuan. */
export function Sum({
  id,
  value,
  onChange,
  max,
}: {
  id?: string;
  value?: number;
  onChange?: (fen: number | undefined) => void;
  max?: number;
}) {
  const en = useLang() === "en";
  return (
    <Space.Compact style={{ width: "100%" }}>
      <InputNumber
        id={id}
        style={{ flex: 1 }}
        precision={2}
        max={max === undefined ? undefined : max / 100}
        value={value === undefined ? undefined : value / 100}
        onChange={(n) => onChange?.(n === null ? undefined : Math.round(n * 100))}
      />
      <Input readOnly tabIndex={-1} aria-hidden value={en ? "yuan" : "元"} style={{ width: 62, textAlign: "center" }} />
    </Space.Compact>
  );
}
