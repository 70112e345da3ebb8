//! Adding up what a program's business comes to: all programs once, as a dashboard does.

use chrono::Duration;
use divan::{Bencher, black_box};
use trackside_world::{ProgramId, View};

use crate::worlds::{SIZES, Size};

#[divan::bench(args = SIZES)]
fn totals(bencher: Bencher, size: Size) {
    each_program(bencher, size, |view, program| view.totals(program));
}

#[divan::bench(args = SIZES)]
fn conversions_of_thirty_days(bencher: Bencher, size: Size) {
    each_program(bencher, size, |view, program| view.conversions(program, view.now() - Duration::days(30), view.now()));
}

#[divan::bench(args = SIZES)]
fn conversions_of_all_time(bencher: Bencher, size: Size) {
    each_program(bencher, size, |view, program| view.conversions(program, view.world().begins(), view.now()));
}

#[divan::bench(args = SIZES)]
fn clicks_of_thirty_days(bencher: Bencher, size: Size) {
    each_program(bencher, size, |view, program| view.clicks(program, view.now() - Duration::days(30), view.now()));
}

#[divan::bench(args = SIZES)]
fn payouts(bencher: Bencher, size: Size) {
    each_program(bencher, size, |view, program| view.payouts(program));
}

fn each_program<T>(bencher: Bencher, size: Size, figure: impl Fn(View<'static>, ProgramId) -> T + Sync) {
    let view = size.view();
    let programs: Vec<ProgramId> = view.programs().map(|program| program.id).collect();
    bencher.bench(|| {
        for program in &programs {
            black_box(figure(black_box(view), *program));
        }
    });
}
