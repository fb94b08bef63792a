import { mergeConfig } from "vite";
import { defineConfig } from "vitest/config";
import site from "./vite.config";

export default mergeConfig(site, defineConfig({ test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"] } }));
