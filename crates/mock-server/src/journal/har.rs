//! Exports the journal as HAR.

use std::sync::Arc;

use trackside_recording::Secrets;
use trackside_recording::har::Recorder;

use super::record::Record;
use super::route::secret_names;
use super::secrets::exchange_of;

/// Writes the records as HAR 1.2, in the order of their arrival. Their URLs start with `origin`, the address that the
/// reader uses.
pub(super) fn write(records: &[Arc<Record>], origin: &str) -> Vec<u8> {
    let mut recorder = Recorder::new(origin, Secrets::showing_ends(), secret_names().to_vec());
    let mut records: Vec<_> = records.iter().collect();
    records.sort_by_key(|record| record.id);
    for record in records {
        let mut exchange = exchange_of(record, true);
        // The rewritten path names the provider, whichever host name the caller used.
        exchange.target = record.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        recorder.add(&exchange, record.at, record.elapsed);
    }
    recorder.to_json("trackside-mock")
}
