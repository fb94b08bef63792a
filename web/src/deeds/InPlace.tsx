import { Button } from "antd";
import { lazy, Suspense, useState } from "react";

// The forms are fetched when one is opened: the start page shows these buttons at once.
const Meant = lazy(() => import("./Meant"));

/**
 * A button in a row of a list that does with its matter what the list is about, without leaving the page: at once the form of
 * the command that is meant, where the reader may give it; else everything that they may do with it.
 */
export function InPlace({
  number,
  command,
  letter,
  duty,
  label,
  primary = false,
}: {
  number: string;
  command?: string;
  letter?: string;
  duty?: string;
  label: string;
  primary?: boolean;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" type={primary ? "primary" : "default"} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <Meant number={number} command={command} letter={letter} duty={duty} label={label} close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
