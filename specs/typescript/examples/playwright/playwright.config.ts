export default { globalSetup: "./global-setup.ts" };
