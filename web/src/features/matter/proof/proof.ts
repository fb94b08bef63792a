// Checking a receipt where the reader sits: the event's bytes give its hash, the hash gives the leaf of the zone's log
// (RFC 6962, 2.1), the leaf and its audit path give the root, and the root must be the one that the zone's checkpoint signs.
// Nothing of it trusts the server's word: only SHA-256 and Ed25519 of the browser.
import type { Schema } from "@/api/client";

export type Receipt = Schema["LedgerReceipt"];
export type Proved = {
  /** Hash of the event, as the timeline shows it. */
  event: string;
  /** Root that leaf and path come to, and the one in the checkpoint; base64. */
  root: string;
  signed: string;
  size: number;
  at: string;
  /** How many hashes the path has. */
  path: number;
  included: boolean;
  /** Whether the event that gave the matter its number is in the same log. */
  registered: boolean;
  /** The zone's signature below the checkpoint; undefined where this browser cannot check Ed25519. */
  signature?: boolean;
};

const sha256 = async (...parts: Uint8Array[]) => {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
};
const bytes = (text: string) => new TextEncoder().encode(text);
const unhex = (s: string) => Uint8Array.from(s.match(/../g) ?? [], (b) => parseInt(b, 16));
export const hex = (b: Uint8Array) => Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
const unbase64 = (s: string) => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
const base64 = (b: Uint8Array) => btoa(String.fromCharCode(...b));

/** The root that a leaf at a position of a log of some size comes to with its audit path (RFC 9162, 2.1.3.2); undefined for a path of the wrong length. */
export async function rootOf(leaf: Uint8Array, position: number, size: number, path: Uint8Array[]): Promise<Uint8Array | undefined> {
  if (position < 0 || position >= size) return undefined;
  const node = (l: Uint8Array, r: Uint8Array) => sha256(Uint8Array.of(1), l, r);
  let [fn, sn, r] = [position, size - 1, leaf];
  const half = (n: number) => Math.floor(n / 2);
  for (const p of path) {
    if (sn === 0) return undefined;
    if (fn % 2 === 1 || fn === sn) {
      r = await node(p, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      r = await node(r, p);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 ? r : undefined;
}

async function included(body: string, prev: Uint8Array, position: number, path: string[] | null, size: number) {
  const event = await sha256(prev, bytes(body));
  const leaf = await sha256(Uint8Array.of(0), event);
  return { event, root: await rootOf(leaf, position, size, (path ?? []).map(unbase64)) };
}

/** A signed note's text and the signature under a name; the key is NAME+HASH+BASE64 of 0x01 and the Ed25519 key. */
async function signed(note: string, key: string): Promise<boolean | undefined> {
  const cut = note.lastIndexOf("\n\n");
  const [name, , public_] = [key.slice(0, key.indexOf("+")), "", key.slice(key.lastIndexOf("+") + 1)];
  // The hash of a key may hold no plus sign, its base64 may: what stands behind the second plus is the key.
  const second = key.indexOf("+", key.indexOf("+") + 1);
  const raw = unbase64(second > 0 ? key.slice(second + 1) : public_);
  const line = note
    .slice(cut + 2)
    .split("\n")
    .find((l) => l.startsWith(`— ${name} `));
  if (cut < 0 || !line || raw[0] !== 1) return false;
  const signature = unbase64(line.slice(line.lastIndexOf(" ") + 1)).slice(4);
  try {
    const own = await crypto.subtle.importKey("raw", raw.slice(1), "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", own, signature, bytes(note.slice(0, cut + 1)));
  } catch {
    return undefined;
  }
}

/** Checks a receipt in full. */
export async function check(r: Receipt): Promise<Proved> {
  const [, size, root, at] = r.checkpoint.split("\n");
  const n = Number(size);
  const own = await included(r.body, unhex(r.prev), r.pos, r.proof, n);
  const first = r.registered ? await included(r.registered.body, new Uint8Array(32), r.registered.pos, r.registered.proof, n) : own;
  const number = (JSON.parse(r.registered?.body ?? r.body) as { data?: { number?: string } }).data?.number;
  const is = (x?: Uint8Array) => x !== undefined && base64(x) === root;
  return {
    event: hex(own.event),
    root: own.root ? base64(own.root) : "",
    signed: root ?? "",
    size: n,
    at: at ?? "",
    path: (r.proof ?? []).length,
    included: is(own.root),
    registered: is(first.root) && number === r.number,
    signature: await signed(r.checkpoint, r.key),
  };
}
