//! Products of float matrices, which take most of the time of training.
//!
//! With AVX-512 by the kernel below, twice as fast here as by AVX2; elsewhere by `matrixmultiply`. Each adds
//! in a fixed order, but not both in the same: a model is the same bytes from the same kind of processor.

/// `c = c + a·b`, where a is m×k and b is k×n, either of them stored transposed.
pub struct Product<'a> {
    pub a: &'a [f32],
    pub a_transposed: bool,
    pub b: &'a [f32],
    pub b_transposed: bool,
    pub m: usize,
    pub k: usize,
    pub n: usize,
}

/// From row to row and from column to column.
#[derive(Clone, Copy)]
struct Strides {
    row: usize,
    col: usize,
}

impl Product<'_> {
    /// Adds the product to `c`.
    pub fn add_to(&self, c: &mut [f32]) {
        let (m, k, n) = (self.m, self.k, self.n);
        assert!(self.a.len() >= m * k && self.b.len() >= k * n && c.len() >= m * n);
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: AVX-512 was detected, and the lengths are checked above.
            return unsafe { self.add_by_avx512(c) };
        }
        self.add_by_library(c);
    }

    fn strides(transposed: bool, rows: usize, cols: usize) -> Strides {
        if transposed { Strides { row: 1, col: rows } } else { Strides { row: cols, col: 1 } }
    }

    fn add_by_library(&self, c: &mut [f32]) {
        let (m, k, n) = (self.m, self.k, self.n);
        let a = Self::strides(self.a_transposed, m, k);
        let b = Self::strides(self.b_transposed, k, n);
        let (a_row, a_col, b_row, b_col) = (a.row as isize, a.col as isize, b.row as isize, b.col as isize);
        let (a, b) = (self.a.as_ptr(), self.b.as_ptr());
        // SAFETY: the lengths are checked by the caller; the strides walk exactly those elements.
        unsafe {
            matrixmultiply::sgemm(
                m,
                k,
                n,
                1.0,
                a,
                a_row,
                a_col,
                b,
                b_row,
                b_col,
                1.0,
                c.as_mut_ptr(),
                n as isize,
                1,
            );
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx512 {
    use super::{Product, Strides};
    use std::arch::x86_64::*;
    use std::cell::RefCell;

    /// Columns of `c` that are summed at once: two vectors.
    const COLS: usize = 32;
    /// Rows of `c` that are summed at once: with the columns, 24 of 32 registers.
    const ROWS: usize = 12;
    /// So much of k at a time that a panel of `b` stays in the first cache.
    const DEPTH: usize = 256;

    thread_local! {
        static PANELS: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
    }

    impl Product<'_> {
        #[target_feature(enable = "avx512f")]
        pub(super) fn add_by_avx512(&self, c: &mut [f32]) {
            let (m, k, n) = (self.m, self.k, self.n);
            let a = Self::strides(self.a_transposed, m, k);
            PANELS.with_borrow_mut(|panels| {
                for from in (0..k).step_by(DEPTH) {
                    let depth = DEPTH.min(k - from);
                    self.pack(from, depth, panels);
                    for (panel, col) in panels.chunks_exact(depth * COLS).zip((0..n).step_by(COLS)) {
                        for row in (0..m).step_by(ROWS) {
                            let first = &self.a[row * a.row + from * a.col..];
                            let tile = Tile { a: first, strides: a, panel, n, cols: COLS.min(n - col) };
                            tile.add(ROWS.min(m - row), &mut c[row * n + col..]);
                        }
                    }
                }
            });
        }

        /// Lays `depth` rows of `b` out in panels of `COLS` columns, the last filled up with zeros.
        fn pack(&self, from: usize, depth: usize, panels: &mut Vec<f32>) {
            let n = self.n;
            panels.resize(n.div_ceil(COLS) * depth * COLS, 0.0);
            for (panel, col) in panels.chunks_exact_mut(depth * COLS).zip((0..n).step_by(COLS)) {
                let cols = COLS.min(n - col);
                if cols < COLS {
                    panel.fill(0.0);
                }
                if self.b_transposed {
                    for c in 0..cols {
                        let column = &self.b[(col + c) * self.k + from..][..depth];
                        for (row, value) in panel.chunks_exact_mut(COLS).zip(column) {
                            row[c] = *value;
                        }
                    }
                } else {
                    for (row, to) in panel.chunks_exact_mut(COLS).enumerate() {
                        to[..cols].copy_from_slice(&self.b[(from + row) * n + col..][..cols]);
                    }
                }
            }
        }
    }

    struct Tile<'a> {
        /// From the tile's first row on.
        a: &'a [f32],
        strides: Strides,
        panel: &'a [f32],
        /// Width of `c`.
        n: usize,
        cols: usize,
    }

    impl Tile<'_> {
        #[target_feature(enable = "avx512f")]
        fn add(&self, rows: usize, c: &mut [f32]) {
            match rows {
                1 => self.rows::<1>(c),
                2 => self.rows::<2>(c),
                3 => self.rows::<3>(c),
                4 => self.rows::<4>(c),
                5 => self.rows::<5>(c),
                6 => self.rows::<6>(c),
                7 => self.rows::<7>(c),
                8 => self.rows::<8>(c),
                9 => self.rows::<9>(c),
                10 => self.rows::<10>(c),
                11 => self.rows::<11>(c),
                _ => self.rows::<ROWS>(c),
            }
        }

        #[target_feature(enable = "avx512f")]
        fn rows<const N: usize>(&self, c: &mut [f32]) {
            let depth = self.panel.len() / COLS;
            let Strides { row, col } = self.strides;
            assert!(self.a.len() > (N - 1) * row + (depth - 1) * col);
            let mut sums = [[_mm512_setzero_ps(); 2]; N];
            for at in 0..depth {
                // SAFETY: at < depth, so both loads of 16 lie in the panel; the largest step into `a` is
                // checked above.
                unsafe {
                    let b = self.panel.as_ptr().add(at * COLS);
                    let b = [_mm512_loadu_ps(b), _mm512_loadu_ps(b.add(16))];
                    let a = self.a.as_ptr().add(at * col);
                    for (idx, sums) in sums.iter_mut().enumerate() {
                        let x = _mm512_set1_ps(*a.add(idx * row));
                        sums[0] = _mm512_fmadd_ps(x, b[0], sums[0]);
                        sums[1] = _mm512_fmadd_ps(x, b[1], sums[1]);
                    }
                }
            }
            for (idx, sums) in sums.iter().enumerate() {
                let into = &mut c[idx * self.n..][..self.cols];
                let mut row = [0.0f32; COLS];
                // SAFETY: `row` holds 32 numbers.
                unsafe {
                    _mm512_storeu_ps(row.as_mut_ptr(), sums[0]);
                    _mm512_storeu_ps(row.as_mut_ptr().add(16), sums[1]);
                }
                into.iter_mut().zip(&row).for_each(|(c, sum)| *c += sum);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::math::Random;

    #[test]
    fn products_are_those_of_the_plain_sum() {
        let mut random = Random::new(1);
        for (m, k, n) in [(1, 1, 1), (5, 300, 33), (13, 96, 14), (40, 513, 86), (12, 256, 32)] {
            let a: Vec<f32> = (0..m * k).map(|_| random.unit() - 0.5).collect();
            let b: Vec<f32> = (0..k * n).map(|_| random.unit() - 0.5).collect();
            for (a_transposed, b_transposed) in [(false, false), (true, false), (false, true)] {
                let mut c = vec![1.0; m * n];
                Product { a: &a, a_transposed, b: &b, b_transposed, m, k, n }.add_to(&mut c);
                for row in 0..m {
                    for col in 0..n {
                        let of_a = |i: usize| if a_transposed { a[i * m + row] } else { a[row * k + i] };
                        let of_b = |i: usize| if b_transposed { b[col * k + i] } else { b[i * n + col] };
                        let sum: f64 = (0..k).map(|i| f64::from(of_a(i)) * f64::from(of_b(i))).sum();
                        assert!((f64::from(c[row * n + col]) - 1.0 - sum).abs() < 1e-4, "{m}x{k}x{n}");
                    }
                }
            }
        }
    }
}
