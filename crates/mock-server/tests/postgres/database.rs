//! A PostgreSQL server of a test's own.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A running server with an empty database. It is stopped when dropped.
pub(crate) struct Database {
    folder: TempDir,
    programs: PathBuf,
    pub(crate) port: u16,
}

impl Database {
    /// Creates a cluster in a temporary folder, and starts its server on loopback.
    pub(crate) fn start() -> Self {
        let programs = std::env::var_os("TRACKSIDE_POSTGRES");
        let programs = programs.expect("TRACKSIDE_POSTGRES names the folder of initdb; run `cargo xtask postgres`");
        Self::start_with(programs.into())
    }

    /// The same, with the programs of PostgreSQL in a folder.
    pub(crate) fn start_with(programs: PathBuf) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let database = Self { folder, programs, port: port.expect("a free port").port() };
        open_to_all(database.folder.path());
        let data = database.data();
        database.run("initdb", &["-D", &data, "-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C"]);
        database.go();
        database
    }

    /// Starts the server again.
    pub(crate) fn go(&self) {
        let (data, folder) = (self.data(), self.folder.path().display());
        let options = format!("-p {} -c listen_addresses=127.0.0.1 -k {folder} -c max_connections=60", self.port);
        let log = format!("{folder}/log");
        self.run("pg_ctl", &["-D", &data, "-l", &log, "-o", &options, "-w", "start"]);
    }

    /// Stops the server at once, as a crash does.
    pub(crate) fn crash(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-w", "stop"]);
    }

    /// The address of the database, by way of a port.
    pub(crate) fn url_by(port: u16) -> String {
        format!("postgres://app@127.0.0.1:{port}/postgres")
    }

    /// The address of the database.
    pub(crate) fn url(&self) -> String {
        Self::url_by(self.port)
    }

    /// Runs a statement. Returns what it prints.
    pub(crate) fn sql(&self, statement: &str) -> String {
        let output =
            Self::output(&self.programs.join("psql"), &[&self.url(), "-v", "ON_ERROR_STOP=1", "-tAc", statement]);
        assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let output = Self::output(&self.programs.join(program), arguments);
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The server refuses to run as root, so root runs it as the user whom Debian's package creates.
    fn output(program: &Path, arguments: &[&str]) -> Output {
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.args(arguments).current_dir("/").output().expect("the program of PostgreSQL runs")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        _ = Self::output(&self.programs.join("pg_ctl"), &["-D", &self.data(), "-m", "immediate", "-w", "stop"]);
        // What another user has written can be removed by that user or root only.
        _ = Self::output(Path::new("rm"), &["-r", &self.data()]);
    }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("`id` runs");
    output.stdout.trim_ascii() == b"0"
}

fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o777)).expect("the folder is ours");
}
