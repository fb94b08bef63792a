import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

// The server that `npm run dev` asks: bin/qinlian demo --serve.
const server = process.env.QINLIAN_SERVER ?? "http://localhost:8080";

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: {
      "@": fileURLToPath(new URL("./src", import.meta.url)),
      // rjsf's own tests name ajv, which writes functions at run time and is not installed.
      "@rjsf/validator-ajv8": fileURLToPath(new URL("./src/features/matter/register/asksNothing.ts", import.meta.url)),
    },
  },
  server: { proxy: { "/api": server } },
  build: { target: "es2022", chunkSizeWarningLimit: 1200, modulePreload: { polyfill: false } },
});
