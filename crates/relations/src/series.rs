//! Series of every dyad and of the world: acts summed by day, week or month. Between the acts and
//! everything that is measured.
//!
//! A dyad's series holds only the periods in which something happened; an empty period is "unknown", not
//! "neutral", and the score says so with a wider band.

use jiff::civil::Date;
use jiff::{Span, Unit};

use crate::{Act, Roster, State};

/// What acts are summed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// One day.
    Day,
    /// An ISO week, from Monday.
    Week,
    /// A calendar month.
    Month,
}

// The Monday before the epoch of 1970.
const FIRST_MONDAY: Date = Date::constant(1969, 12, 29);

impl Period {
    /// Number of the period that holds `date`, counted from early 1970.
    pub fn of(self, date: Date) -> i32 {
        match self {
            Period::Day => days_since(date),
            Period::Week => days_since(date).div_euclid(7),
            Period::Month => i32::from(date.year() - 1970) * 12 + i32::from(date.month()) - 1,
        }
    }

    /// First day of a period.
    pub fn start(self, number: i32) -> Date {
        let days = |n: i32| FIRST_MONDAY.saturating_add(Span::new().days(n));
        match self {
            Period::Day => days(number),
            Period::Week => days(7 * number),
            Period::Month => {
                let year = 1970 + number.div_euclid(12);
                let month = number.rem_euclid(12) + 1;
                Date::new(year as i16, month as i8, 1).unwrap_or(Date::MAX)
            }
        }
    }

    /// Last day of a period.
    pub fn end(self, number: i32) -> Date {
        self.start(number + 1).saturating_sub(Span::new().days(1))
    }

    /// Periods in a year, on average.
    pub fn per_year(self) -> f64 {
        match self {
            Period::Day => 365.25,
            Period::Week => 365.25 / 7.0,
            Period::Month => 12.0,
        }
    }
}

fn days_since(date: Date) -> i32 {
    let span =
        date.since((Unit::Day, FIRST_MONDAY)).expect("two dates of the calendar have a distance in days");
    span.get_days()
}

/// What happened in one period.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cell {
    /// Sum of weights.
    pub n: f32,
    /// Sum of weight × score.
    pub sum: f32,
    /// Sum of weight × score².
    pub squares: f32,
    /// Sums of weights by quad class: verbal and material cooperation, verbal and material conflict.
    pub quads: [f32; 4],
    /// Events.
    pub events: u32,
    /// Mentions of them in reports.
    pub mentions: u32,
}

impl Cell {
    /// Adds one act.
    pub fn add(&mut self, act: &Act) {
        self.n += act.weight;
        self.sum += act.weight * act.score;
        self.squares += act.weight * act.score * act.score;
        self.quads[act.quad as usize - 1] += act.weight;
        self.events += 1;
        self.mentions += act.mentions;
    }

    /// Adds another cell.
    pub fn merge(&mut self, other: &Cell) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
        self.quads.iter_mut().zip(other.quads).for_each(|(q, o)| *q += o);
        self.events += other.events;
        self.mentions += other.mentions;
    }

    /// Mean score, −10 to +10; `None` where nothing happened.
    pub fn tone(&self) -> Option<f32> {
        (self.n > 0.0).then(|| self.sum / self.n)
    }
}

/// What passed from one party to another in one period, summed by somebody else: an archive's weeks.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum {
    /// Number of the period ([`Period::of`]).
    pub number: i32,
    /// Who acted.
    pub actor: State,
    /// Who was acted upon.
    pub recipient: State,
    /// What passed.
    pub cell: Cell,
}

/// The series of two states, whoever acts.
#[derive(Clone, Debug, PartialEq)]
pub struct Dyad {
    /// The state whose code comes first.
    pub a: State,
    /// The other.
    pub b: State,
    /// Periods (counted from the panel's first) in which something happened, in order.
    pub cells: Vec<(u32, Cell)>,
    /// The same, of acts of `a` upon `b` alone.
    pub a_to_b: Vec<(u32, Cell)>,
}

impl Dyad {
    /// All periods, the empty ones too.
    pub fn dense(&self, n_periods: usize) -> Vec<Cell> {
        let mut dense = vec![Cell::default(); n_periods];
        self.cells.iter().for_each(|(period, cell)| dense[*period as usize] = *cell);
        dense
    }

    /// All acts of the dyad together.
    pub fn total(&self) -> Cell {
        let mut total = Cell::default();
        self.cells.iter().for_each(|(_, cell)| total.merge(cell));
        total
    }
}

/// The series of every dyad, and of the world.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// The parties.
    pub roster: Roster,
    /// What acts are summed over.
    pub period: Period,
    /// Number of the first period ([`Period::of`]).
    pub first: i32,
    /// All acts between any two parties, period by period without gaps: the denominator of flows.
    pub world: Vec<Cell>,
    /// The dyads in which something happened, in order of their parties' codes.
    pub dyads: Vec<Dyad>,
}

impl Panel {
    /// Sums acts. An act of a party upon itself is left out.
    pub fn of(acts: &[Act], roster: Roster, period: Period) -> Panel {
        let key = |act: &Act| (period.of(act.date), act.actor, act.recipient);
        Panel::added_up(acts, key, Cell::add, roster, period)
    }

    /// The same out of sums that somebody else keeps.
    pub fn of_sums(sums: &[Sum], roster: Roster, period: Period) -> Panel {
        let key = |sum: &Sum| (sum.number, sum.actor, sum.recipient);
        Panel::added_up(sums, key, |cell, sum| cell.merge(&sum.cell), roster, period)
    }

    // `key` gives the number of the period, who acted and who was acted upon. All is added up in its own order.
    fn added_up<T>(
        all: &[T],
        key: impl Fn(&T) -> (i32, State, State),
        add: impl Fn(&mut Cell, &T),
        roster: Roster,
        period: Period,
    ) -> Panel {
        let between = || all.iter().zip(0u32..).filter(|(one, _)| key(one).1 != key(one).2);
        let numbers = || between().map(|(one, _)| key(one).0);
        let (first, last) = (numbers().min().unwrap_or(0), numbers().max().unwrap_or(-1));
        let mut world = vec![Cell::default(); (last - first + 1).max(0) as usize];
        let ranks = ranks(&roster);
        let rank = |state: State| ranks[usize::from(state.0)];
        // Sorting once is several times as fast as maps of maps.
        let mut order: Vec<(u16, u16, u32, u32)> = Vec::with_capacity(all.len());
        for (one, place) in between() {
            let (number, actor, recipient) = key(one);
            let at = (number - first) as u32;
            add(&mut world[at as usize], one);
            let (a, b) = (rank(actor), rank(recipient));
            order.push((a.min(b), a.max(b), at, place));
        }
        order.sort_unstable();
        let pairs = order.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1));
        let dyad = |places: &[(u16, u16, u32, u32)]| {
            let (low, _, _, place) = places[0];
            let (_, actor, recipient) = key(&all[place as usize]);
            let (a, b) = if rank(actor) == low { (actor, recipient) } else { (recipient, actor) };
            let (mut cells, mut a_to_b) = (Vec::new(), Vec::new());
            for &(_, _, at, place) in places {
                let one = &all[place as usize];
                add(cell_of(&mut cells, at), one);
                if key(one).1 == a {
                    add(cell_of(&mut a_to_b, at), one);
                }
            }
            Dyad { a, b, cells, a_to_b }
        };
        let dyads = pairs.map(dyad).collect();
        Panel { roster, period, first, world, dyads }
    }

    /// The series of two states, in either order.
    pub fn dyad(&self, a: State, b: State) -> Option<&Dyad> {
        let (a, b) = ordered(&self.roster, a, b);
        let wanted = (self.roster.code(a), self.roster.code(b));
        let place = self.dyads.binary_search_by(|dyad| key(&self.roster, dyad).cmp(&wanted)).ok()?;
        Some(&self.dyads[place])
    }

    /// How many periods it covers.
    pub fn n_periods(&self) -> usize {
        self.world.len()
    }

    /// First day of the period at `place`.
    pub fn start(&self, place: usize) -> Date {
        self.period.start(self.first + place as i32)
    }

    /// Last day of the period at `place`.
    pub fn end(&self, place: usize) -> Date {
        self.period.end(self.first + place as i32)
    }
}

// The place of each state in the order of codes.
fn ranks(roster: &Roster) -> Vec<u16> {
    let mut states: Vec<u16> = (0..=u16::MAX).take(roster.len()).collect();
    states.sort_by_key(|state| roster.code(State(*state)));
    let mut ranks = vec![0; states.len()];
    states.iter().zip(0u16..).for_each(|(state, rank)| ranks[usize::from(*state)] = rank);
    ranks
}

// The last cell, if it is that period's; a new one else.
fn cell_of(cells: &mut Vec<(u32, Cell)>, at: u32) -> &mut Cell {
    if cells.last().is_none_or(|(last, _)| *last != at) {
        cells.push((at, Cell::default()));
    }
    let last = cells.len() - 1;
    &mut cells[last].1
}

fn ordered(roster: &Roster, a: State, b: State) -> (State, State) {
    if roster.code(a) <= roster.code(b) { (a, b) } else { (b, a) }
}

fn key<'r>(roster: &'r Roster, dyad: &Dyad) -> (&'r str, &'r str) {
    (roster.code(dyad.a), roster.code(dyad.b))
}
