import react from "@vitejs/plugin-react";

// The sandbox allows pages of this machine, and the receiver those of this address.
export default { plugins: [react()], server: { port: 5173, strictPort: true } };
