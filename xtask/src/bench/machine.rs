//! The machine that measures.

use super::server::kibibytes;

/// One sentence on the machine and the load, to stand above the tables.
pub(super) fn describe(rounds: u32, seconds: u32) -> String {
    let cpus = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let model = read("/proc/cpuinfo", |text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        line.split_once(": ").map(|(_, model)| format!(" ({})", model.trim()))
    });
    let memory = read("/proc/meminfo", |text| {
        kibibytes(text, "MemTotal:").map(|total| format!(", {:.0} GiB of memory", total / 1024.0 / 1024.0))
    });
    format!(
        "On {cpus} CPUs{model}{memory}, shared with the load generator (wrk); medians over {rounds} × {seconds} s. CPU time is the server's, for \
         each request."
    )
}

/// What the file says, or nothing where there is no such file.
fn read(path: &str, find: impl FnOnce(&str) -> Option<String>) -> String {
    std::fs::read_to_string(path).ok().and_then(|text| find(&text)).unwrap_or_default()
}
