//! The sandbox in an npm package: a launcher in JavaScript, and inside it a package for one platform that holds the program.
//!
//! In a registry each platform has a package of its own and npm fetches the one that fits. Here the platform's package is bundled, so that the one file installs where no
//! registry knows either of them.

use serde_json::{Value, json};

use super::archive::{self, Entry};
use super::release::{Release, template};

/// Packs `trackside-mock-VERSION.tgz`.
pub fn pack(release: &Release) -> anyhow::Result<Entry> {
    let name = format!("{}-{}.tgz", release.mock.name, release.version);
    Ok(Entry::file(name, archive::pack(&files(release), release.time)?))
}

/// The files of the package and of the one that it bundles.
pub fn files(release: &Release) -> Vec<Entry> {
    let platform = format!("package/node_modules/{}/", platform_package(release));
    let mut entries = vec![
        Entry::file("package/package.json", text(&manifest(release))),
        Entry::file("package/README.md", template!("npm/README.md")),
        Entry::file("package/index.js", template!("npm/index.js")),
        Entry::file("package/index.d.ts", template!("npm/index.d.ts")),
        Entry::program("package/bin/trackside-mock.js", template!("npm/launcher.js")),
        Entry::file(format!("{platform}package.json"), text(&platform_manifest(release))),
        Entry::program(format!("{platform}bin/trackside-mock"), release.mock.bytes.clone()),
    ];
    entries.extend(release.licences("package/"));
    entries.extend(release.licences(&platform));
    entries
}

/// The name of the package that holds the program, such as `@trackside/mock-linux-x64`; `index.js` looks for it.
fn platform_package(release: &Release) -> String {
    format!("@trackside/mock-linux-{}", release.target.node)
}

fn manifest(release: &Release) -> Value {
    let platform = platform_package(release);
    json!({
        "name": release.mock.name,
        "version": release.version,
        "description": "A sandbox for partner- and affiliate-tracking APIs, on your own machine",
        "license": "MIT OR Apache-2.0",
        "bin": { "trackside-mock": "bin/trackside-mock.js" },
        "main": "./index.js",
        "types": "./index.d.ts",
        "exports": {
            ".": { "types": "./index.d.ts", "default": "./index.js" },
            "./package.json": "./package.json"
        },
        "engines": { "node": ">=18" },
        "optionalDependencies": { platform.as_str(): release.version },
        "bundleDependencies": [platform]
    })
}

fn platform_manifest(release: &Release) -> Value {
    json!({
        "name": platform_package(release),
        "version": release.version,
        "description": format!("The program of trackside-mock for {}", release.target.triple),
        "license": "MIT OR Apache-2.0",
        "os": ["linux"],
        "cpu": [release.target.node],
        "libc": ["glibc"],
        "files": ["bin"]
    })
}

fn text(manifest: &Value) -> String {
    format!("{manifest:#}\n")
}
