//! Building a world.

use divan::Bencher;
use divan::counter::ItemsCount;

use crate::worlds;

#[divan::bench(args = [10_000, 100_000, 1_000_000], sample_count = 10, sample_size = 1)]
fn build(bencher: Bencher, orders: u32) {
    bencher.counter(ItemsCount::new(orders)).bench(|| worlds::build(orders));
}
