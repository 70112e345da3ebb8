//! Orders in memory, one column per fact. They are stored when something needs all of them.

use std::sync::atomic::{AtomicUsize, Ordering};

use memchr::memrchr;
use rayon::iter::{
    IndexedParallelIterator as _, IntoParallelIterator as _, IntoParallelRefMutIterator as _, ParallelIterator as _,
};
use rayon::slice::ParallelSliceMut as _;

use super::row::REPEATED;
use super::source::Source;

/// How many orders a core computes at a time.
const CHUNK: usize = 1 << 14;

/// Storing more orders than this takes long enough that somebody may wonder.
const NOTICEABLE: usize = 2_000_000;

/// All orders, sorted by time, one column per fact. What follows from the others is not stored: the commission follows
/// from amount and program, a late change from the order.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) placed: Vec<u32>,
    pub(super) clicked: Vec<u32>,
    pub(super) decided: Vec<u32>,
    pub(super) amount: Vec<i32>,
    pub(super) customer: Vec<u32>,
    pub(super) partner: Vec<u16>,
    pub(super) program: Vec<u8>,
    pub(super) account: Vec<u8>,
    pub(super) website: Vec<u8>,
    pub(super) flags: Vec<u8>,
}

impl Store {
    /// Fills the columns on all cores. Rows are independent, so the number of cores does not change the result. The first
    /// orders are copied from a store that has them.
    pub(super) fn fill(source: &Source, earlier: Option<&Self>) -> Self {
        let length = source.len();
        let known = earlier.map_or(0, |earlier| earlier.placed.len());
        let progress = Progress { done: AtomicUsize::new(0), length: length - known };
        if length > NOTICEABLE {
            tracing::info!(orders = length, "going through all orders, once, for the first figure that needs them");
        }
        let mut columns = Self {
            placed: column(earlier.map(|earlier| &*earlier.placed), length),
            clicked: column(earlier.map(|earlier| &*earlier.clicked), length),
            decided: column(earlier.map(|earlier| &*earlier.decided), length),
            amount: column(earlier.map(|earlier| &*earlier.amount), length),
            customer: column(earlier.map(|earlier| &*earlier.customer), length),
            partner: column(earlier.map(|earlier| &*earlier.partner), length),
            program: column(earlier.map(|earlier| &*earlier.program), length),
            account: column(earlier.map(|earlier| &*earlier.account), length),
            website: column(earlier.map(|earlier| &*earlier.website), length),
            flags: column(earlier.map(|earlier| &*earlier.flags), length),
        };
        let chunks = (
            columns.placed[known..].par_chunks_mut(CHUNK),
            columns.clicked[known..].par_chunks_mut(CHUNK),
            columns.decided[known..].par_chunks_mut(CHUNK),
            columns.amount[known..].par_chunks_mut(CHUNK),
            columns.customer[known..].par_chunks_mut(CHUNK),
            columns.partner[known..].par_chunks_mut(CHUNK),
            columns.program[known..].par_chunks_mut(CHUNK),
            columns.account[known..].par_chunks_mut(CHUNK),
            columns.website[known..].par_chunks_mut(CHUNK),
            columns.flags[known..].par_chunks_mut(CHUNK),
        );
        chunks.into_par_iter().enumerate().for_each(|(number, chunk)| {
            let (placed, clicked, decided, amount, customer, partner, program, account, website, flags) = chunk;
            for (place, row) in source.rows(number_of(known + number * CHUNK)).take(placed.len()).enumerate() {
                placed[place] = row.placed;
                clicked[place] = row.clicked;
                decided[place] = row.decided;
                amount[place] = row.amount;
                customer[place] = row.returning;
                partner[place] = row.partner;
                program[place] = row.program;
                account[place] = row.account;
                website[place] = row.website;
                flags[place] = row.flags;
            }
            progress.add(placed.len());
        });
        columns.number_customers(source, known);
        columns
    }

    /// Turns the random numbers of returning customers into customers, who are numbered by their first orders. Those of
    /// the first orders are known.
    fn number_customers(&mut self, source: &Source, known: usize) {
        let Self { customer, program, flags, .. } = self;
        let earlier = |(place, returning): (usize, &mut u32)| {
            let order = known + place;
            let number = number_of(order);
            let earlier = if flags[order] & REPEATED == 0 {
                let latest = source.returns_after(number, *returning);
                latest.and_then(|latest| memrchr(program[order], &program[..=latest as usize])).map(number_of)
            } else {
                Some(number - 1)
            };
            *returning = earlier.unwrap_or(number);
        };
        customer[known..].par_iter_mut().enumerate().with_min_len(CHUNK).for_each(earlier);
        // The customer of an earlier order is known when a later one asks.
        for order in known..customer.len() {
            customer[order] = customer[customer[order] as usize];
        }
    }
}

/// A column that begins as another one.
fn column<T: Copy + Default>(earlier: Option<&[T]>, length: usize) -> Vec<T> {
    let mut column = vec![T::default(); length];
    if let Some(earlier) = earlier {
        column[..earlier.len()].copy_from_slice(earlier);
    }
    column
}

/// How many of the orders are stored.
struct Progress {
    done: AtomicUsize,
    length: usize,
}

impl Progress {
    /// Counts more of them, and tells of each fifth.
    fn add(&self, orders: usize) {
        let before = self.done.fetch_add(orders, Ordering::Relaxed);
        let fifths = |done: usize| done * 5 / self.length;
        let reached = fifths(before + orders);
        if self.length > NOTICEABLE && reached > fifths(before) {
            tracing::info!("{} % of {} orders", reached * 20, self.length);
        }
    }
}

fn number_of(order: usize) -> u32 {
    u32::try_from(order).expect("orders are numbered by 32 bits")
}
