//! Arguments from environment variables.

use std::ffi::OsStr;

use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command};

/// The variable that Kubernetes sets for a service called `trackside`.
const OF_SERVICE: &str = "TRACKSIDE_PORT";

/// Removes the variables that say nothing: empty ones, and the address that Kubernetes puts into `TRACKSIDE_PORT` if a
/// service is called `trackside`. If the arguments are for a subcommand, the variables of the sandbox say nothing either.
/// Also returns what is worth a line in the log.
pub(super) fn prepared(command: Command, is_for_subcommand: bool) -> (Command, Vec<String>) {
    let mut notes = Vec::new();
    let command = command.mut_subcommands(|command| command.mut_args(without_empty));
    if is_for_subcommand {
        return (command.mut_args(|argument| argument.env(Resettable::Reset)), notes);
    }
    let command = command.mut_args(without_empty).mut_args(|argument| {
        let value = argument.get_env().and_then(std::env::var_os);
        match value {
            Some(value) if argument.get_env() == Some(OsStr::new(OF_SERVICE)) && is_of_service(&value) => {
                notes.push(format!(
                    "{OF_SERVICE}={} is ignored: Kubernetes sets it for a service called trackside",
                    value.to_string_lossy()
                ));
                argument.env(Resettable::Reset)
            }
            _ => argument,
        }
    });
    (command, notes)
}

fn without_empty(argument: Arg) -> Arg {
    let value = argument.get_env().and_then(std::env::var_os);
    if value.is_some_and(|value| value.is_empty()) { argument.env(Resettable::Reset) } else { argument }
}

/// Names the variable in an error, if the invalid value came from there.
pub(super) fn named(mut error: clap::Error, command: &Command) -> clap::Error {
    let Some(ContextValue::String(shown)) = error.get(ContextKind::InvalidArg) else { return error };
    let option = shown.split(' ').next().unwrap_or_default().to_owned();
    let is_of_option = |argument: &&Arg| argument.get_long().is_some_and(|long| option == format!("--{long}"));
    let of_all = command.get_arguments().chain(command.get_subcommands().flat_map(Command::get_arguments));
    let variable = of_all.into_iter().filter(is_of_option).find_map(Arg::get_env);
    let is_given = std::env::args().any(|given| given.split('=').next() == Some(option.as_str()));
    if let Some(variable) = variable.filter(|variable| !is_given && std::env::var_os(variable).is_some()) {
        error.insert(ContextKind::InvalidArg, ContextValue::String(variable.to_string_lossy().into_owned()));
    }
    error
}

fn is_of_service(value: &OsStr) -> bool {
    value.to_str().is_some_and(|value| ["tcp://", "udp://", "sctp://"].iter().any(|scheme| value.starts_with(scheme)))
}
