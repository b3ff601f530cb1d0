import { dirname } from "node:path";
import react from "@vitejs/plugin-react";
import type { UserConfig } from "vite";
import { courseList } from "./build/course-list.ts";

const root = dirname(dirname(import.meta.dirname));

const config: UserConfig = {
  plugins: [react(), courseList(root)],
  build: {
    // Everything that the site is made of lies under one path, so that a server knows what to send with which headers.
    assetsDir: "site",
    target: "es2023",
    // Editor and drawings are asked for when they are needed; their size is known.
    chunkSizeWarningLimit: 4_000,
  },
  worker: { format: "es" },
};

export default config;
