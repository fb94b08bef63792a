import { describe, expect, it } from "vitest";
import { rootOf } from "./proof";

const sha = async (...parts: Uint8Array[]) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(parts.flatMap((p) => [...p]))));
const leaf = (i: number) => sha(Uint8Array.of(0), Uint8Array.of(i));
const split = (n: number) => 2 ** Math.floor(Math.log2(n - 1));

// RFC 6962, 2.1: the tree's hash and the audit path, as it defines them.
async function tree(from: number, to: number): Promise<Uint8Array> {
  if (to - from === 1) return leaf(from);
  const k = split(to - from);
  return sha(Uint8Array.of(1), await tree(from, from + k), await tree(from + k, to));
}
async function path(m: number, from: number, to: number): Promise<Uint8Array[]> {
  if (to - from === 1) return [];
  const k = split(to - from);
  return m < k
    ? [...(await path(m, from, from + k)), await tree(from + k, to)]
    : [...(await path(m - k, from + k, to)), await tree(from, from + k)];
}

describe("an inclusion proof", () => {
  it("comes to the root of logs of every size up to 20, for every event", async () => {
    for (let size = 1; size <= 20; size++) {
      const root = await tree(0, size);
      for (let at = 0; at < size; at++)
        expect(await rootOf(await leaf(at), at, size, await path(at, 0, size)), `${at} of ${size}`).toEqual(root);
    }
  });
  it("does not hold for another position, another leaf, or a path that is too short or too long", async () => {
    const [root, way] = [await tree(0, 13), await path(5, 0, 13)];
    expect(await rootOf(await leaf(5), 4, 13, way)).not.toEqual(root);
    expect(await rootOf(await leaf(6), 5, 13, way)).not.toEqual(root);
    expect(await rootOf(await leaf(5), 5, 13, way.slice(1))).toBeUndefined();
    expect(await rootOf(await leaf(5), 5, 13, [...way, root])).toBeUndefined();
    expect(await rootOf(await leaf(5), 13, 13, way)).toBeUndefined();
  });
});
