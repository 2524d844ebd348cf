//! Where: words of a report and the place on earth that they name.

use crate::Span;

/// A place that a report names.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The words.
    pub span: Span,
    /// ISO 3166 alpha-3 of the state that it lies in; `None` where unknown, or where states dispute it.
    pub country: Option<String>,
    /// The spot, where the words name one that is surely known; a state alone has none.
    pub spot: Option<Spot>,
    /// How it was resolved, in words.
    pub reason: &'static str,
}

/// A city, region or feature of the gazetteer.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Its name.
    pub name: String,
    /// GeoNames id; 0 for entries by hand.
    pub geonames: u32,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}
