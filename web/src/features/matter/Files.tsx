import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Upload } from "antd";
import { api, take } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";
import { attach, useActions } from "@/deeds/deeds";
import { useDeedWords } from "@/deeds/words";
import { Asked, Refusal } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import { instantWords } from "@/ui/time";
import css from "./matter.module.css";
import { useMatterWords } from "./words";

const size = (bytes: number) =>
  bytes < 1024 ? `${bytes} B` : bytes < 1 << 20 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;

export function Files({ number }: { number: string }) {
  const t = useMatterWords();
  const deeds = useDeedWords();
  const zone = useZone();
  const queries = useQueryClient();
  const mayAdd = useActions(zone, number).data?.value.actions.some((a) => a.command === "attach");
  const path = { zone, number };
  const key = matterKeys.part(number, "attachments");
  const files = useQuery({
    queryKey: key,
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/matters/{number}/attachments", { params: { path } })),
  });
  const send = useMutation({
    mutationFn: (file: File) => attach(zone, number, file),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  });
  return (
    <Panel
      title={t("files")}
      n={files.data?.attachments?.length}
      more={
        mayAdd && (
          <Upload
            showUploadList={false}
            beforeUpload={(f) => {
              send.mutate(f as File);
              return false;
            }}
          >
            <Button size="small" loading={send.isPending}>
              {deeds("upload")}
            </Button>
          </Upload>
        )
      }
    >
      {send.isError && <Refusal error={send.error} />}
      <Asked query={files} rows={1}>
        {({ attachments }) =>
          (attachments ?? []).length === 0 ? (
            <Empty>{t("no_files")}</Empty>
          ) : (
            <ul className={css.files}>
              {(attachments ?? []).map((a) => (
                <li key={a.sha256}>
                  <a href={`/api/v1/zones/${encodeURIComponent(zone)}/matters/${encodeURIComponent(number)}/attachments/${a.sha256}`}>
                    {a.name}
                  </a>
                  <small>
                    {size(a.size)} · {a.by} · {instantWords(a.at, "")} {a.cited && `· ${t("cited")}`}
                  </small>
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </Panel>
  );
}
