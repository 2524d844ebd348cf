//! Arithmetic of the trainer: parameters with their Adam moments, matrix products, random numbers.

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
        for (((w, g), m), v) in w.iter_mut().zip(g).zip(m).zip(v) {
            let gradient = *g * adam.clip;
            *g = 0.0;
            // Moments that fade to denormals would slow Adam down by an order of magnitude.
            *m = flush(adam.beta1 * *m + (1.0 - adam.beta1) * gradient);
            *v = flush(adam.beta2 * *v + (1.0 - adam.beta2) * gradient * gradient);
            *w -= adam.rate * (*m * adam.unbias1) / ((*v * adam.unbias2).sqrt() + 1e-8);
        }
    }

    /// Moves the running mean of the weights a step of `share` toward the weights.
    pub fn average(&mut self, share: f32) {
        for (mean, w) in self.mean.iter_mut().zip(&self.w) {
            *mean += share * (w - *mean);
        }
    }

    /// Puts the mean in place of the weights.
    pub fn use_average(&mut self) {
        self.w.clone_from(&self.mean);
    }
}

fn flush(x: f32) -> f32 {
    if x.abs() < 1e-20 { 0.0 } else { x }
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

/// `c = beta·c + a·b`, where a is m×k and b is k×n, either of them stored transposed.
pub struct Product<'a> {
    pub a: &'a [f32],
    pub a_transposed: bool,
    pub b: &'a [f32],
    pub b_transposed: bool,
    pub m: usize,
    pub k: usize,
    pub n: usize,
}

impl Product<'_> {
    pub fn add_to(&self, c: &mut [f32], beta: f32) {
        let (m, k, n) = (self.m, self.k, self.n);
        assert!(self.a.len() >= m * k && self.b.len() >= k * n && c.len() >= m * n);
        let strides = |transposed: bool, rows: usize, cols: usize| {
            if transposed { (1, rows as isize) } else { (cols as isize, 1) }
        };
        let (a_row, a_col) = strides(self.a_transposed, m, k);
        let (b_row, b_col) = strides(self.b_transposed, k, n);
        // SAFETY: the lengths are checked above; the strides walk exactly those elements.
        unsafe {
            matrixmultiply::sgemm(
                m,
                k,
                n,
                1.0,
                self.a.as_ptr(),
                a_row,
                a_col,
                self.b.as_ptr(),
                b_row,
                b_col,
                beta,
                c.as_mut_ptr(),
                n as isize,
                1,
            );
        }
    }
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
            .add_to(y, 1.0);
    }

    /// Adds the gradients of the weights, and those of the input to `dx` unless it is empty.
    pub fn backward(&mut self, x: &[f32], dy: &[f32], n: usize, dx: &mut [f32]) {
        let (n_in, n_out) = (self.w.rows, self.w.cols);
        for row in dy.chunks_exact(n_out).take(n) {
            self.b.g.iter_mut().zip(row).for_each(|(g, d)| *g += d);
        }
        Product { a: x, a_transposed: true, b: dy, b_transposed: false, m: n_in, k: n, n: n_out }
            .add_to(&mut self.w.g, 1.0);
        if !dx.is_empty() {
            Product { a: dy, a_transposed: false, b: &self.w.w, b_transposed: true, m: n, k: n_out, n: n_in }
                .add_to(dx, 1.0);
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
