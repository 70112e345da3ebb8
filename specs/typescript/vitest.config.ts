import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "./examples/vitest/global-setup.ts",
    // Far more than any test needs: it ends what hangs, and judges no machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
