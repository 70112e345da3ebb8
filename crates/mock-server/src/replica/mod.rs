//! A replica: a sandbox that shares its log with others.

mod follow;
#[cfg(not(feature = "postgres"))]
mod none;
#[cfg(feature = "postgres")]
mod postgres;

#[cfg(not(feature = "postgres"))]
pub(crate) use none::Joining;
#[cfg(feature = "postgres")]
pub(crate) use postgres::Joining;
