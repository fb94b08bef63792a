import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: ["verbose"],
    root: import.meta.dirname,
    include: ["*.test.ts"],
    globalSetup: "./server.ts",
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 240_000,
    environment: "node",
    expect: { poll: { timeout: 20_000 } },
  },
});
