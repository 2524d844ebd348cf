//! Products of 8-bit integers, with the same bits on every processor.
//!
//! Activations are rounded to −127…127 with one scale a row, weights likewise with one scale an output.
//! Sums of integers are exact, so it does not matter in which order or how many at a time they are
//! taken; what follows them (one multiplication, one addition) is plain IEEE arithmetic without fusing.
//! Three kernels give these bits: AVX-512 VNNI, AVX2, and portable Rust.

use std::sync::OnceLock;

/// Which instructions are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// Any processor.
    Portable,
    /// x86-64 with AVX2.
    Avx2,
    /// x86-64 with AVX-512 VNNI.
    Vnni,
}

impl Kernel {
    /// The fastest that this processor has; `TILTMETER_KERNEL=portable|avx2|vnni` asks for a lesser one.
    pub fn best() -> Kernel {
        static BEST: OnceLock<Kernel> = OnceLock::new();
        *BEST.get_or_init(|| {
            let asked = std::env::var("TILTMETER_KERNEL").unwrap_or_default();
            let available = Kernel::available();
            let named = |kernel: &&Kernel| format!("{kernel:?}").eq_ignore_ascii_case(&asked);
            *available.iter().find(named).unwrap_or(&available[0])
        })
    }

    /// All that this processor has, the fastest first.
    pub fn available() -> &'static [Kernel] {
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = is_x86_feature_detected!("avx2");
            let vnni = is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vnni");
            if avx2 && vnni {
                return &[Kernel::Vnni, Kernel::Avx2, Kernel::Portable];
            }
            if avx2 {
                return &[Kernel::Avx2, Kernel::Portable];
            }
        }
        &[Kernel::Portable]
    }
}

/// Runs an element-wise function with AVX2 where the processor has it. The body is one and the same, so the
/// bits are too; only its vectors are wider.
macro_rules! wide {
    ($(#[$doc:meta])* $vis:vis fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $out:ty)? $body:block) => {
        $(#[$doc])*
        $vis fn $name($($arg: $ty),*) $(-> $out)? {
            #[inline(always)]
            fn body($($arg: $ty),*) $(-> $out)? $body
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            fn with_avx2($($arg: $ty),*) $(-> $out)? { body($($arg),*) }
            #[cfg(target_arch = "x86_64")]
            if $crate::network::kernels::Kernel::best() != $crate::network::kernels::Kernel::Portable {
                // SAFETY: any kernel but the portable one is chosen only where AVX2 was detected.
                return unsafe { with_avx2($($arg),*) };
            }
            body($($arg),*)
        }
    };
}
pub(crate) use wide;

/// Calls a kernel for exactly `n` rows, 1 to `ROWS`, so that its sums stay in registers.
#[cfg(target_arch = "x86_64")]
macro_rules! by_count {
    ($n:expr, $tile:ident.$kernel:ident($into:expr)) => {
        match $n {
            1 => $tile.$kernel::<1>($into),
            2 => $tile.$kernel::<2>($into),
            3 => $tile.$kernel::<3>($into),
            4 => $tile.$kernel::<4>($into),
            5 => $tile.$kernel::<5>($into),
            _ => $tile.$kernel::<6>($into),
        }
    };
}
/// Outputs are laid out in panels of this many.
const PANEL: usize = 32;
/// Rows that are multiplied at once.
const ROWS: usize = 6;

/// Rows of 8-bit activations.
#[derive(Default)]
pub struct Rows {
    n_rows: usize,
    /// Values a row, rounded up to a multiple of 4.
    width: usize,
    /// For the portable and the AVX2 kernel.
    wide: Vec<i16>,
    /// For VNNI: value + 128.
    offset: Vec<u8>,
    scales: Vec<f32>,
}

impl Rows {
    /// Rounds rows of `width` values each.
    pub fn fill(&mut self, values: &[f32], width: usize) {
        self.n_rows = values.len() / width.max(1);
        self.width = width.next_multiple_of(4);
        let vnni = Kernel::best() == Kernel::Vnni;
        // Padding meets zero weights, so its value does not matter; it only has to be there.
        self.offset.resize(if vnni { self.n_rows * self.width } else { 0 }, 128);
        self.wide.resize(if vnni { 0 } else { self.n_rows * self.width }, 0);
        self.scales.resize(self.n_rows, 0.0);
        for (row_idx, row) in values.chunks_exact(width).enumerate() {
            let to = row_idx * self.width;
            self.scales[row_idx] = if vnni {
                round_offset(row, &mut self.offset[to..to + width])
            } else {
                round_wide(row, &mut self.wide[to..to + width])
            };
        }
    }
}

// Adding and taking away 1.5·2^23 rounds to the nearest integer, ties to even, in plain additions.
const ROUNDER: f32 = 12_582_912.0;

#[inline(always)]
fn scale_of(row: &[f32]) -> (f32, f32) {
    let mut lanes = [0.0f32; 8];
    let mut chunks = row.chunks_exact(8);
    for chunk in &mut chunks {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            *lane = if x.abs() > *lane { x.abs() } else { *lane };
        }
    }
    let rest = chunks.remainder().iter().map(|x| x.abs());
    let max = lanes.into_iter().chain(rest).fold(0.0f32, |a, b| if b > a { b } else { a });
    // A row of zeros, or one that is not finite, becomes a row of zeros.
    if max > 0.0 && max.is_finite() { (max / 127.0, 127.0 / max) } else { (0.0, 0.0) }
}

#[inline(always)]
fn rounded(x: f32, inverse: f32) -> i32 {
    ((x * inverse + ROUNDER).to_bits() as i32).wrapping_sub(ROUNDER.to_bits() as i32)
}

wide! {
    fn round_wide(row: &[f32], into: &mut [i16]) -> f32 {
        let (scale, inverse) = scale_of(row);
        for (q, x) in into.iter_mut().zip(row) {
            *q = rounded(*x, inverse) as i16;
        }
        scale
    }
}

wide! {
    fn round_offset(row: &[f32], into: &mut [u8]) -> f32 {
        let (scale, inverse) = scale_of(row);
        for (q, x) in into.iter_mut().zip(row) {
            *q = (rounded(*x, inverse) + 128) as u8;
        }
        scale
    }
}

/// A matrix of 8-bit weights, laid out for this processor's kernel.
pub struct Matrix {
    n_in: usize,
    n_out: usize,
    // Panel by panel; in it, group by group of 4 (VNNI) or 2 inputs; in it, the outputs' weights.
    narrow: Vec<i8>,
    wide: Vec<i16>,
    // Padded to whole panels.
    scales: Vec<f32>,
    bias: Vec<f32>,
    // What the offset of 128 adds to each sum, negated.
    correction: Vec<i32>,
}

impl Matrix {
    /// From `n_out` rows of `n_in` weights, the scale of each row, and the bias.
    pub fn new(weights: &[i8], scales: &[f32], bias: &[f32], n_in: usize) -> Matrix {
        let n_out = scales.len();
        let padded = n_out.next_multiple_of(PANEL);
        let width = n_in.next_multiple_of(4);
        let pad = |values: &[f32]| {
            let mut values = values.to_vec();
            values.resize(padded, 0.0);
            values
        };
        let at = |o: usize, i: usize| if o < n_out && i < n_in { weights[o * n_in + i] } else { 0 };
        let mut matrix = Matrix {
            n_in,
            n_out,
            narrow: Vec::new(),
            wide: Vec::new(),
            scales: pad(scales),
            bias: pad(bias),
            correction: (0..padded)
                .map(|o| -128 * (0..n_in).map(|i| i32::from(at(o, i))).sum::<i32>())
                .collect(),
        };
        let group = if Kernel::best() == Kernel::Vnni { 4 } else { 2 };
        for panel in (0..padded).step_by(PANEL) {
            for from in (0..width).step_by(group) {
                for o in panel..panel + PANEL {
                    for i in from..from + group {
                        if group == 4 {
                            matrix.narrow.push(at(o, i))
                        } else {
                            matrix.wide.push(i16::from(at(o, i)))
                        }
                    }
                }
            }
        }
        matrix
    }

    /// Values a row of input.
    pub fn n_in(&self) -> usize {
        self.n_in
    }

    /// Values a row of output; rows of output are this wide.
    pub fn n_out(&self) -> usize {
        self.n_out
    }

    /// `into` becomes `rows · weights + bias`.
    pub fn product(&self, rows: &Rows, into: &mut Vec<f32>) {
        debug_assert_eq!(rows.width, self.n_in.next_multiple_of(4));
        into.resize(rows.n_rows * self.n_out, 0.0);
        // Of one height as far as may be: a tile of one row has to wait for each of its sums.
        let n_tiles = rows.n_rows.div_ceil(ROWS);
        for panel in (0..self.n_out).step_by(PANEL) {
            for tile in 0..n_tiles {
                let (row, end) = (tile * rows.n_rows / n_tiles, (tile + 1) * rows.n_rows / n_tiles);
                self.tile(rows, row, end - row, panel, into);
            }
        }
    }

    fn tile(&self, rows: &Rows, row: usize, n: usize, panel: usize, into: &mut [f32]) {
        let tile = Tile { matrix: self, rows, row, panel };
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `best` names a kernel only where its instructions were detected.
        unsafe {
            match Kernel::best() {
                Kernel::Vnni => return by_count!(n, tile.vnni(into)),
                Kernel::Avx2 => return by_count!(n, tile.avx2(into)),
                Kernel::Portable => {}
            }
        }
        tile.portable(n, into);
    }
}

/// Some rows times one panel of outputs.
struct Tile<'a> {
    matrix: &'a Matrix,
    rows: &'a Rows,
    row: usize,
    panel: usize,
}

impl Tile<'_> {
    fn portable(&self, n: usize, into: &mut [f32]) {
        let width = self.rows.width;
        let weights = &self.matrix.wide[self.panel * width..][..PANEL * width];
        for row in self.row..self.row + n {
            let mut sums = [0i32; PANEL];
            let pairs = self.rows.wide[row * width..][..width].chunks_exact(2);
            for (pair, weights) in pairs.zip(weights.chunks_exact(2 * PANEL)) {
                for (sum, w) in sums.iter_mut().zip(weights.chunks_exact(2)) {
                    *sum += i32::from(pair[0]) * i32::from(w[0]) + i32::from(pair[1]) * i32::from(w[1]);
                }
            }
            self.put(row, &sums, into);
        }
    }

    /// Sums of one row to floats.
    #[inline(always)]
    fn put(&self, row: usize, sums: &[i32; PANEL], into: &mut [f32]) {
        let n_out = self.matrix.n_out;
        let end = (self.panel + PANEL).min(n_out);
        let scale = self.rows.scales[row];
        let scales = &self.matrix.scales[self.panel..end];
        let bias = &self.matrix.bias[self.panel..end];
        let into = &mut into[row * n_out + self.panel..row * n_out + end];
        for (((y, sum), weight_scale), bias) in into.iter_mut().zip(sums).zip(scales).zip(bias) {
            *y = *sum as f32 * (scale * weight_scale) + bias;
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn avx2<const N: usize>(&self, into: &mut [f32]) {
        use std::arch::x86_64::*;
        let width = self.rows.width;
        let weights = &self.matrix.wide[self.panel * width..][..PANEL * width];
        let values = &self.rows.wide[self.row * width..][..N * width];
        let mut sums = [[0i32; PANEL]; N];
        // Half a panel at a time: two vectors of sums for each of six rows fill the registers.
        for half in 0..2 {
            let mut acc = [[_mm256_setzero_si256(); 2]; N];
            for pair in 0..width / 2 {
                // SAFETY: pair < width / 2, so both loads of 16 weights and all N pairs lie inside the slices.
                unsafe {
                    let at = weights.as_ptr().add(pair * 2 * PANEL + half * PANEL);
                    let w = [_mm256_loadu_si256(at.cast()), _mm256_loadu_si256(at.add(16).cast())];
                    for (row, acc) in acc.iter_mut().enumerate() {
                        let x = values.as_ptr().add(row * width + 2 * pair).cast::<i32>().read_unaligned();
                        let x = _mm256_set1_epi32(x);
                        acc[0] = _mm256_add_epi32(acc[0], _mm256_madd_epi16(x, w[0]));
                        acc[1] = _mm256_add_epi32(acc[1], _mm256_madd_epi16(x, w[1]));
                    }
                }
            }
            for (sums, acc) in sums.iter_mut().zip(&acc) {
                for (part, acc) in acc.iter().enumerate() {
                    // SAFETY: half · 16 + part · 8 + 8 ≤ 32.
                    unsafe { _mm256_storeu_si256(sums.as_mut_ptr().add(half * 16 + part * 8).cast(), *acc) };
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            self.put(self.row + row, sums, into);
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,avx512f,avx512vnni")]
    fn vnni<const N: usize>(&self, into: &mut [f32]) {
        use std::arch::x86_64::*;
        let width = self.rows.width;
        let weights = &self.matrix.narrow[self.panel * width..][..PANEL * width];
        let values = &self.rows.offset[self.row * width..][..N * width];
        let correction = &self.matrix.correction[self.panel..][..PANEL];
        let mut acc = [[_mm512_setzero_si512(); 2]; N];
        for group in 0..width / 4 {
            // SAFETY: group < width / 4, so both loads of 64 weights and all N groups lie inside the slices.
            unsafe {
                let at = weights.as_ptr().add(group * 4 * PANEL);
                let w = [_mm512_loadu_si512(at.cast()), _mm512_loadu_si512(at.add(64).cast())];
                for (row, acc) in acc.iter_mut().enumerate() {
                    let x = values.as_ptr().add(row * width + 4 * group).cast::<i32>().read_unaligned();
                    let x = _mm512_set1_epi32(x);
                    acc[0] = _mm512_dpbusd_epi32(acc[0], x, w[0]);
                    acc[1] = _mm512_dpbusd_epi32(acc[1], x, w[1]);
                }
            }
        }
        let n_out = self.matrix.n_out;
        for part in 0..(n_out - self.panel).div_ceil(16).min(2) {
            let from = self.panel + 16 * part;
            let kept = u16::MAX >> 16usize.saturating_sub(n_out - from);
            // SAFETY: scales, biases and corrections are padded to whole panels.
            let (weight_scales, bias, fix) = unsafe {
                (
                    _mm512_loadu_ps(self.matrix.scales.as_ptr().add(from)),
                    _mm512_loadu_ps(self.matrix.bias.as_ptr().add(from)),
                    _mm512_loadu_si512(correction.as_ptr().add(16 * part).cast()),
                )
            };
            for (row, acc) in acc.iter().enumerate() {
                // As `put` has it: one multiplication by both scales, one addition.
                let sum = _mm512_cvtepi32_ps(_mm512_add_epi32(acc[part], fix));
                let scale = _mm512_mul_ps(_mm512_set1_ps(self.rows.scales[self.row + row]), weight_scales);
                let y = _mm512_add_ps(_mm512_mul_ps(sum, scale), bias);
                let to = &mut into[(self.row + row) * n_out + from..][..16.min(n_out - from)];
                // SAFETY: `kept` has as many bits as `to` has places.
                unsafe { _mm512_mask_storeu_ps(to.as_mut_ptr(), kept, y) };
            }
        }
    }
}

wide! {
    /// The greatest of some values, or negative infinity. What is not a number does not count.
    pub fn highest(values: &[f32]) -> f32 {
        let greater = |a: f32, b: f32| if b > a { b } else { a };
        let mut lanes = [f32::NEG_INFINITY; 16];
        let mut chunks = values.chunks_exact(16);
        for chunk in &mut chunks {
            lanes.iter_mut().zip(chunk).for_each(|(lane, value)| *lane = greater(*lane, *value));
        }
        lanes.into_iter().chain(chunks.remainder().iter().copied()).fold(f32::NEG_INFINITY, greater)
    }
}

wide! {
    /// Adds to `into` the positions, from `first` on, of values above `least`.
    pub fn push_above(values: &[f32], least: f32, first: usize, into: &mut Vec<u16>) {
        for (at, chunk) in values.chunks(16).enumerate() {
            let above = chunk.iter().enumerate().fold(0u32, |bits, (n, x)| bits | u32::from(*x > least) << n);
            let mut rest = above;
            while rest != 0 {
                into.push((first + 16 * at) as u16 + rest.trailing_zeros() as u16);
                rest &= rest - 1;
            }
        }
    }
}

/// Asks for values that will be wanted soon: those of a form lie wherever it was seen first.
pub fn prefetch(values: &[i16]) {
    #[cfg(target_arch = "x86_64")]
    for line in values.chunks(32) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a hint; it reads nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = values;
}

/// Position of the greatest value; the first of equals.
pub fn greatest(values: &[f32]) -> usize {
    let highest = highest(values);
    values.iter().position(|value| *value == highest).unwrap_or(0)
}

wide! {
    /// `into[d][h]` becomes the product of row d of `a` (`width` wide) and column h of `b` (`n` wide).
    /// Each sum is taken in the order of the width, so the bits are the same everywhere; `a` is
    /// rectified, so that half of it is zero and passed over.
    pub fn all_pairs(a: &[f32], b: &[f32], width: usize, n: usize, into: &mut [f32]) {
        for (row, scores) in a.chunks_exact(width).zip(into.chunks_exact_mut(n)) {
            // Which are not zero is as good as random: asked once, without a branch.
            let (mut kept, mut n_kept) = ([0u16; MAX_WIDTH], 0);
            for (at, x) in row.iter().enumerate() {
                kept[n_kept] = at as u16;
                n_kept += usize::from(*x != 0.0);
            }
            let kept = &kept[..n_kept];
            let mut blocks = scores.chunks_exact_mut(BLOCK);
            for (at, block) in (&mut blocks).enumerate() {
                // A block's sums stay in registers.
                let mut sums = [0.0; BLOCK];
                for &x in kept {
                    let column = &b[n * x as usize + BLOCK * at..][..BLOCK];
                    sums.iter_mut().zip(column).for_each(|(sum, y)| *sum += row[x as usize] * y);
                }
                block.copy_from_slice(&sums);
            }
            let rest = blocks.into_remainder();
            rest.fill(0.0);
            for &x in kept {
                let column = &b[n * x as usize..][n - rest.len()..n];
                rest.iter_mut().zip(column).for_each(|(sum, y)| *sum += row[x as usize] * y);
            }
        }
    }
}

/// Heads whose scores are summed at once.
const BLOCK: usize = 16;
/// Widest side of an arc.
pub const MAX_WIDTH: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(n: usize, seed: u64) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0
        };
        (0..n).map(|_| next()).collect()
    }

    /// What the kernels compute, written as plainly as can be.
    fn plainly(x: &[f32], w: &[i8], scales: &[f32], bias: &[f32], n_in: usize) -> Vec<f32> {
        let mut out = Vec::new();
        for row in x.chunks_exact(n_in) {
            let max = row.iter().fold(0.0f32, |a, b| a.max(b.abs()));
            let q: Vec<i32> = row.iter().map(|x| (x * (127.0 / max)).round_ties_even() as i32).collect();
            for (o, w) in w.chunks_exact(n_in).enumerate() {
                let sum: i32 = q.iter().zip(w).map(|(q, w)| q * i32::from(*w)).sum();
                out.push(sum as f32 * (max / 127.0 * scales[o]) + bias[o]);
            }
        }
        out
    }

    // This holds the processor's best kernel; `crates/cli/tests/kernels.rs` runs the program under each.
    #[test]
    fn products_have_the_bits_of_the_plain_sum() {
        for (n_rows, n_in, n_out) in [(1, 4, 1), (7, 33, 50), (6, 384, 640), (13, 96, 51), (5, 2, 32)] {
            let x = numbers(n_rows * n_in, 3);
            let w: Vec<i8> = numbers(n_in * n_out, 5).iter().map(|x| (x * 127.0) as i8).collect();
            let (scales, bias) = (numbers(n_out, 7), numbers(n_out, 9));
            let matrix = Matrix::new(&w, &scales, &bias, n_in);
            let (mut rows, mut out) = (Rows::default(), Vec::new());
            rows.fill(&x, n_in);
            matrix.product(&rows, &mut out);
            let expected = plainly(&x, &w, &scales, &bias, n_in);
            let bits = |v: &[f32]| v.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&out), bits(&expected), "{n_rows} x {n_in} x {n_out} by {:?}", Kernel::best());
        }
    }

    #[test]
    fn rows_that_are_not_finite_become_the_bias() {
        let matrix = Matrix::new(&[1; 8], &[1.0, 1.0], &[0.5, -0.5], 4);
        let (mut rows, mut out) = (Rows::default(), Vec::new());
        rows.fill(&[0.0, 0.0, 0.0, 0.0, f32::INFINITY, 1.0, 1.0, 1.0], 4);
        matrix.product(&rows, &mut out);
        assert_eq!(out[..2], [0.5, -0.5]);
    }
}
