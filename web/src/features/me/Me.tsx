// One's own desk drawer: who one is here, how one signs in, where one is signed in, and how one wants to hear.
import { Segmented } from "antd";
import { useMe } from "@/api/me";
import { Parts } from "@/ui/ask/Parts";
import { Facts } from "@/ui/ask/Sheet";
import { Page, Panel } from "@/ui/Page";
import { usePower } from "@/ui/powers/words";
import { setMode, useMode } from "@/ui/theme";
import { setLang, useLang } from "@/words/words";
import css from "./me.module.css";
import { Notices } from "./Notices";
import { Notify } from "./Notify";
import { Prover } from "./Prover";
import { Security } from "./Security";
import { Tokens } from "./Tokens";
import { Visits } from "./Visits";
import { useMeWords } from "./words";

export default function Me() {
  const t = useMeWords();
  const me = useMe();
  const items = [
    { key: "profile", label: t("profile"), children: <Profile /> },
    { key: "security", label: t("security"), children: <Security /> },
    { key: "visits", label: t("visits"), children: <Visits /> },
    ...(me.scopes.length > 0 ? [{ key: "tokens", label: t("tokens"), children: <Tokens /> }] : []),
    ...(me.inbox
      ? [
          { key: "notices", label: t("notices"), children: <Notices /> },
          { key: "notify", label: t("notify"), children: <Notify /> },
        ]
      : []),
  ];
  return (
    <Page title={t("title")} note={me.title}>
      <Prover>
        <Parts name={t("title")} parts={items} />
      </Prover>
    </Page>
  );
}

function Profile() {
  const t = useMeWords();
  const power = usePower();
  const me = useMe();
  const lang = useLang();
  const mode = useMode();
  return (
    <div className={css.columns}>
      <Panel title={t("who")}>
        <Facts
          of={[
            [t("name"), me.title],
            [t("login"), me.login],
            [t("kind"), me.admin ? power(me.admin === "audit" ? "audit-admin" : me.admin) : t(me.kind)],
            [t("person"), me.person],
            [t("posts"), me.posts.join("、")],
            [t("acting"), me.acting.filter((p) => !me.posts.includes(p)).join("、")],
            [t("standing"), me.admin ? "" : (me.standing ?? "").split("|").filter(Boolean).map(power).join("、")],
            [t("zone"), me.zone ? (me.zones.find((z) => z.id === me.zone)?.name ?? me.zone) : t("whole")],
            [t("powers"), me.capabilities.map(power).join(lang === "en" ? ", " : "、")],
          ]}
        />
      </Panel>
      <Panel title={t("screen")}>
        <Facts
          of={[
            [
              t("lang"),
              <Segmented
                key="l"
                aria-label={t("lang")}
                value={lang}
                onChange={setLang}
                options={[
                  { value: "zh", label: "中文" },
                  { value: "en", label: "English" },
                ]}
              />,
            ],
            [
              t("mode"),
              <Segmented
                key="m"
                aria-label={t("mode")}
                value={mode}
                onChange={setMode}
                options={[
                  { value: "light", label: t("light") },
                  { value: "dark", label: t("dark") },
                ]}
              />,
            ],
          ]}
        />
        <p className={css.hint}>{t("mine_only")}</p>
      </Panel>
    </div>
  );
}
