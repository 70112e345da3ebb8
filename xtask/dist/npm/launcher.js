#!/usr/bin/env node
"use strict";

const { spawn } = require("node:child_process");

let binary;
try {
  ({ binary } = require("../index.js"));
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exit(2);
}

const child = spawn(binary, process.argv.slice(2), { stdio: "inherit" });

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
for (const signal of forwarded) {
  process.on(signal, () => {
    // Ctrl-C on a terminal reaches the program by itself, and a second interrupt would cut off the requests that it lets finish.
    if (signal !== "SIGINT" || !process.stdin.isTTY) {
      child.kill(signal);
    }
  });
}

if (process.env.npm_command) {
  // Asked to end, npm ends the shell between itself and this launcher, which nobody tells of it.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 250).unref();
}

child.on("error", (error) => {
  console.error(`error: ${binary} cannot be started: ${error.message}`);
  process.exit(2);
});

child.on("exit", (code, signal) => {
  if (signal === null) {
    process.exit(code);
  }
  // Whoever waits for the launcher sees how the program ended.
  forwarded.forEach((name) => process.removeAllListeners(name));
  process.kill(process.pid, signal);
});
