//! The list of the long checks.

/// A check: a command that exits with 0 if it passes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Check {
    /// Its name on the command line.
    pub(super) name: &'static str,
    /// What it checks, in one line.
    pub(super) purpose: &'static str,
    /// Variables that are set for the command.
    pub(super) environment: &'static [(&'static str, &'static str)],
    /// The program and its arguments, run in the project's folder.
    pub(super) command: &'static [&'static str],
}

/// Every check, in the order in which they run.
pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "dist",
        purpose: "the packages of the real release, packed twice, installed, started and removed",
        environment: &[],
        command: &[".ci/dist"],
    },
    Check {
        name: "corruption",
        purpose: "the checker catches every corruption of the catalogue",
        environment: &[("ALL_CORRUPTIONS", "yes")],
        command: &["cargo", "test", "--package", "trackside-tests", "--test", "corruption"],
    },
    Check {
        name: "variations",
        purpose: "the checker finds nothing in responses that are varied as HTTP, JSON and the documents allow",
        environment: &[("ALL_VARIATIONS", "yes")],
        command: &[
            "cargo",
            "test",
            "--package",
            "trackside-tests",
            "--test",
            "corruption",
            "harmless",
            "--",
            "--nocapture",
        ],
    },
    Check {
        name: "generated",
        purpose: "the checker names every broken constraint of the documents by its rule, and takes what they allow",
        environment: &[("ALL_GENERATED", "yes")],
        command: &[
            "cargo",
            "test",
            "--package",
            "trackside-tests",
            "--test",
            "corruption",
            "generated",
            "--",
            "--nocapture",
        ],
    },
    Check {
        name: "schemas",
        purpose: "ten times the values of the gate are judged as an independent validator judges them",
        environment: &[("SEED", "7")],
        command: &[".ci/schemas"],
    },
    Check {
        name: "rules",
        purpose: "four engines of CEL give the same verdict on every rule, for ten times the values of the gate",
        environment: &[],
        command: &[".ci/rules"],
    },
    Check {
        name: "seeds",
        purpose: "the sandbox keeps every rule in four times the worlds of the gate",
        environment: &[("MORE_SEEDS", "yes")],
        command: &["cargo", "test", "--package", "trackside-tests", "--test", "contract", "seeds"],
    },
    Check {
        name: "histories",
        purpose: "after twenty random histories of writes, undo and restarts every provider shows what a list comes to",
        environment: &[("MORE_HISTORIES", "yes")],
        command: &["cargo", "test", "--package", "trackside-tests", "--test", "contract", "histories"],
    },
    Check {
        name: "kills",
        purpose: "a sandbox that is killed under load 60 times keeps every event that it acknowledged",
        environment: &[("MORE_KILLS", "yes")],
        command: &["cargo", "test", "--package", "trackside-mock-server", "--test", "main", "kills"],
    },
    Check {
        name: "replicas",
        purpose: "three replicas agree after 10,000 requests, and lose nothing when what they depend on breaks",
        environment: &[],
        command: &["cargo", "xtask", "postgres", "--all"],
    },
    Check {
        name: "places",
        purpose: "no change gets lost in four times the places of the documents",
        environment: &[("MORE_PLACES", "yes")],
        command: &["cargo", "test", "--package", "trackside-diff", "--test", "main", "specs"],
    },
    Check {
        name: "documents",
        purpose: "the sandbox keeps every document with another choice of requests",
        environment: &[],
        command: &["cargo", "xtask", "ci", "--seed", "7"],
    },
    Check {
        name: "schemathesis",
        purpose: "schemathesis with five times the examples of the gate",
        environment: &[("MAX_EXAMPLES", "200")],
        command: &[".ci/schemathesis"],
    },
    Check {
        name: "foreign",
        purpose: "the checker reads every document of the foreign collections",
        environment: &[],
        command: &[".ci/foreign-documents"],
    },
    Check {
        name: "supply-chain",
        purpose: "licences, sources and versions of all dependencies, and known vulnerabilities if reachable",
        environment: &[],
        command: &[".ci/supply-chain"],
    },
    Check {
        name: "browser",
        purpose: "the pages in a real browser, with screenshots at every size",
        environment: &[("CI", "true")],
        command: &["cargo", "xtask", "e2e"],
    },
    Check {
        name: "soak",
        purpose: "a million requests while the clock moves and faults are injected",
        environment: &[],
        command: &["cargo", "xtask", "soak"],
    },
    Check {
        name: "bench",
        purpose: "the benchmarks run to their end",
        environment: &[],
        command: &["cargo", "xtask", "bench"],
    },
];
