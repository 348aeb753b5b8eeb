import react from "@vitejs/plugin-react";
import { defaultClientConditions, defaultServerConditions, defineConfig } from "vite";

/** Where `npm run dev` finds the backend; a build is served by the backend itself. */
const backend = process.env.FORMS_BACKEND ?? "http://127.0.0.1:3000";

export default defineConfig({
  plugins: [react()],
  // The packages of this workspace are read from their sources, so that none has to be built first.
  resolve: { conditions: ["@mizan/source", ...defaultClientConditions] },
  ssr: { resolve: { conditions: ["@mizan/source", ...defaultServerConditions] } },
  // The backend compares `Origin` with `Host` (docs/protocol.md §8), so the proxy leaves `Host` alone.
  server: { proxy: { "/api": { target: backend, changeOrigin: false, ws: true } } },
});
