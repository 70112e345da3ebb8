//! Compresses every document in `specs/` and writes the list of them that `src/lib.rs` includes.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// Where the documents are.
const SPECS: &str = "../../specs";

/// A folder that changes whenever a document is added. Cargo watches folders with everything below them, and `specs/`
/// holds the `node_modules` of the TypeScript package; codegen writes one client per document to this one.
const CLIENTS: &str = "../client/src/generated";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    if !Path::new(CLIENTS).is_dir() {
        return Err(format!("{CLIENTS} does not exist; name the folder of the generated clients in build.rs").into());
    }
    println!("cargo::rerun-if-changed={CLIENTS}");

    let output = PathBuf::from(env::var("OUT_DIR")?);
    let paths = documents()?;
    let mut list = format!("/// Every document, ordered by name.\nstatic DOCUMENTS: [Document; {}] = [\n", paths.len());
    for path in paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_stem().and_then(|name| name.to_str()).ok_or("the name of a document is not UTF-8")?;
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(fs::read_to_string(&path)?.as_bytes())?;
        fs::write(output.join(format!("{name}.deflate")), encoder.finish()?)?;
        writeln!(list, "    Document::new({name:?}, include_bytes!(\"{name}.deflate\")),")?;
    }
    list.push_str("];\n");
    fs::write(output.join("documents.rs"), list)?;
    Ok(())
}

/// The paths of the documents, in the order of their names.
fn documents() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(SPECS)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
