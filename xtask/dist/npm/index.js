"use strict";

const PLATFORMS = { "linux x64": "@trackside/mock-linux-x64", "linux arm64": "@trackside/mock-linux-arm64" };

/** The path of the program. Throws, with what to do about it, when this package holds none for this machine. */
function locate() {
  if (process.env.TRACKSIDE_MOCK_BINARY) {
    return process.env.TRACKSIDE_MOCK_BINARY;
  }
  const machine = `${process.platform} ${process.arch}`;
  const name = PLATFORMS[machine];
  const hint = "build it with `cargo build --release`, and name it in TRACKSIDE_MOCK_BINARY";
  if (!name) {
    throw new Error(`there is no program for ${machine}; ${hint}`);
  }
  try {
    return require.resolve(`${name}/bin/trackside-mock`);
  } catch {
    throw new Error(
      `${name} is not installed: this package was made for another machine, or installed with --omit=optional, or on a Linux without glibc; ` +
        `install it where it fits, or ${hint}`,
    );
  }
}

exports.binary = locate();
