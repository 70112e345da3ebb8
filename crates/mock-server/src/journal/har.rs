//! The journal as a recording.

use std::sync::Arc;

use trackside_recording::Secrets;
use trackside_recording::har::Recorder;

use super::place::secret_names;
use super::record::Record;
use super::secrets::exchange_of;

/// The records as HAR 1.2, in the order of their arrival. `origin` stands in their addresses: the one that the reader of the journal uses.
pub(super) fn write(records: &[Arc<Record>], origin: &str) -> Vec<u8> {
    let mut recorder = Recorder::new(origin, Secrets::showing_ends(), secret_names().to_vec());
    let mut records: Vec<_> = records.iter().collect();
    records.sort_by_key(|record| record.id);
    for record in records {
        let mut exchange = exchange_of(record, true);
        // Of host names that stand for providers, the prefix tells which.
        exchange.target = record.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        recorder.add(&exchange, record.at, record.elapsed);
    }
    recorder.to_json("trackside-mock")
}
