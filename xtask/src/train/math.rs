//! Arithmetic of the trainer: parameters with their Adam moments, matrix products, random numbers.

use super::product::Product;

/// Runs an element-wise function with AVX-512 where the processor has it: the same bits, wider vectors.
macro_rules! wide {
    ($(#[$doc:meta])* $vis:vis fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $out:ty)? $body:block) => {
        $(#[$doc])*
        $vis fn $name($($arg: $ty),*) $(-> $out)? {
            #[inline(always)]
            fn body($($arg: $ty),*) $(-> $out)? $body
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq")]
            fn with_avx512($($arg: $ty),*) $(-> $out)? { body($($arg),*) }
            #[cfg(target_arch = "x86_64")]
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
            {
                // SAFETY: all four were detected.
                return unsafe { with_avx512($($arg),*) };
            }
            body($($arg),*)
        }
    };
}
pub(super) use wide;

/// A matrix that is learned, row by row.
#[derive(Clone, Default)]
pub struct Param {
    pub rows: usize,
    pub cols: usize,
    pub w: Vec<f32>,
    pub g: Vec<f32>,
    m: Vec<f32>,
    v: Vec<f32>,
    mean: Vec<f32>,
}

impl Param {
    /// Normal-like weights of that standard deviation.
    pub fn random(rows: usize, cols: usize, deviation: f32, random: &mut Random) -> Param {
        let mut param = Param::zeros(rows, cols);
        param.w.iter_mut().for_each(|w| *w = deviation * random.normal());
        param.mean.clone_from(&param.w);
        param
    }

    /// All zero.
    pub fn zeros(rows: usize, cols: usize) -> Param {
        let zeros = || vec![0.0; rows * cols];
        Param { rows, cols, w: zeros(), g: zeros(), m: zeros(), v: zeros(), mean: zeros() }
    }

    /// Xavier's deviation, by the matrix's own size.
    pub fn xavier(rows: usize, cols: usize, random: &mut Random) -> Param {
        let deviation = (2.0 / (rows + cols) as f32).sqrt();
        Param::random(rows, cols, deviation, random)
    }

    /// One step of Adam over all rows; gradients are cleared.
    pub fn step(&mut self, adam: &Adam) {
        self.step_range(0, self.w.len(), adam);
    }

    /// One step over some rows alone.
    pub fn step_rows(&mut self, rows: &[u32], adam: &Adam) {
        for &row in rows {
            let from = row as usize * self.cols;
            self.step_range(from, from + self.cols, adam);
        }
    }

    fn step_range(&mut self, from: usize, to: usize, adam: &Adam) {
        let (w, g) = (&mut self.w[from..to], &mut self.g[from..to]);
        let (m, v) = (&mut self.m[from..to], &mut self.v[from..to]);
        adam_step(w, g, m, v, adam);
    }

    /// Moves the running mean of the weights a step of `share` toward the weights.
    pub fn average(&mut self, share: f32) {
        approach(&mut self.mean, &self.w, share);
    }

    /// Puts the mean in place of the weights.
    pub fn use_average(&mut self) {
        self.w.clone_from(&self.mean);
    }
}

wide! {
    fn adam_step(w: &mut [f32], g: &mut [f32], m: &mut [f32], v: &mut [f32], adam: &Adam) {
        for (((w, g), m), v) in w.iter_mut().zip(g).zip(m).zip(v) {
            let gradient = *g * adam.clip;
            *g = 0.0;
            // Moments that fade to denormals would slow Adam down by an order of magnitude.
            *m = flush(adam.beta1 * *m + (1.0 - adam.beta1) * gradient);
            *v = flush(adam.beta2 * *v + (1.0 - adam.beta2) * gradient * gradient);
            *w -= adam.rate * (*m * adam.unbias1) / ((*v * adam.unbias2).sqrt() + 1e-8);
        }
    }
}

#[inline(always)]
fn flush(x: f32) -> f32 {
    if x.abs() < 1e-20 { 0.0 } else { x }
}

wide! {
    fn approach(mean: &mut [f32], w: &[f32], share: f32) {
        for (mean, w) in mean.iter_mut().zip(w) {
            *mean += share * (w - *mean);
        }
    }
}

wide! {
    /// Sum of squares, in sixteen lanes.
    pub fn sum_of_squares(x: &[f32]) -> f32 {
        let mut lanes = [0.0f32; 16];
        for chunk in x.chunks_exact(16) {
            lanes.iter_mut().zip(chunk).for_each(|(lane, x)| *lane += x * x);
        }
        let rest = x.chunks_exact(16).remainder().iter().map(|x| x * x).sum::<f32>();
        lanes.iter().sum::<f32>() + rest
    }
}

wide! {
    /// Adds `b` to `a`.
    pub fn add(a: &mut [f32], b: &[f32]) {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
    }
}

wide! {
    /// Multiplies `a` by `b`, as far as `b` goes.
    pub fn multiply(a: &mut [f32], b: &[f32]) {
        a.iter_mut().zip(b).for_each(|(a, b)| *a *= b);
    }
}

wide! {
    /// Where values are left out (0) and what makes up for it, by a hash of their position (MurmurHash3's last steps).
    pub fn fill_mask(mask: &mut [f32], seed: u32, threshold: u32, kept: f32) {
        for (at, value) in mask.iter_mut().enumerate() {
            let mut x = (at as u32).wrapping_mul(0x9E37_79B9) ^ seed;
            x = (x ^ (x >> 16)).wrapping_mul(0x85EB_CA6B);
            x = (x ^ (x >> 13)).wrapping_mul(0xC2B2_AE35);
            x ^= x >> 16;
            *value = if (x >> 8) < threshold { 0.0 } else { kept };
        }
    }
}

/// Adam's state of one step.
pub struct Adam {
    pub rate: f32,
    pub clip: f32,
    pub beta1: f32,
    pub beta2: f32,
    pub unbias1: f32,
    pub unbias2: f32,
}

/// A fully connected layer.
#[derive(Clone, Default)]
pub struct Linear {
    pub w: Param,
    pub b: Param,
}

impl Linear {
    pub fn new(n_in: usize, n_out: usize, random: &mut Random) -> Linear {
        Linear { w: Param::xavier(n_in, n_out, random), b: Param::zeros(1, n_out) }
    }

    /// `y = x·w + b` for n rows.
    pub fn forward(&self, x: &[f32], n: usize, y: &mut Vec<f32>) {
        y.clear();
        (0..n).for_each(|_| y.extend_from_slice(&self.b.w));
        let (m, k) = (n, self.w.rows);
        Product { a: x, a_transposed: false, b: &self.w.w, b_transposed: false, m, k, n: self.w.cols }
            .add_to(y);
    }

    /// Adds the gradients of the weights, and those of the input to `dx` unless it is empty.
    pub fn backward(&mut self, x: &[f32], dy: &[f32], n: usize, dx: &mut [f32]) {
        let (n_in, n_out) = (self.w.rows, self.w.cols);
        for row in dy.chunks_exact(n_out).take(n) {
            add(&mut self.b.g, row);
        }
        Product { a: x, a_transposed: true, b: dy, b_transposed: false, m: n_in, k: n, n: n_out }
            .add_to(&mut self.w.g);
        if !dx.is_empty() {
            Product { a: dy, a_transposed: false, b: &self.w.w, b_transposed: true, m: n, k: n_out, n: n_in }
                .add_to(dx);
        }
    }
}

/// A small generator (PCG-XSH-RR 64/32): the same numbers everywhere from the same seed.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    pub fn bits(&mut self) -> u32 {
        let state = self.0;
        self.0 = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let xorshifted = (((state >> 18) ^ state) >> 27) as u32;
        xorshifted.rotate_right((state >> 59) as u32)
    }

    /// From 0 up to 1.
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 8) as f32 / (1 << 24) as f32
    }

    /// Sum of twelve uniforms: mean 0, deviation 1, close enough to normal to start from.
    pub fn normal(&mut self) -> f32 {
        (0..12).map(|_| self.unit()).sum::<f32>() - 6.0
    }

    pub fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.bits()) * n as u64) >> 32) as usize
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}
