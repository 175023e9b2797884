//! Linear algebra on plain slices: an orthonormal basis of a few long columns, and the inverse of a
//! small symmetric matrix.

use crate::stats::{mean, variance};

/// A column whose part orthogonal to the earlier ones is below this share of the largest entry of R
/// adds nothing and is dropped.
const NEGLIGIBLE: f64 = 1e-8;

/// Sum of products of two columns of equal length.
#[must_use]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// `y += factor * x`.
pub fn add_scaled(y: &mut [f64], factor: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += factor * x;
    }
}

/// Centres a column and scales it by its population standard deviation; `None` when that is below
/// 1e-9, so that the column says nothing.
#[must_use]
pub fn standardise(values: &[f64]) -> Option<Vec<f64>> {
    let centre = mean(values)?;
    let sd = variance(values)?.sqrt();
    (sd >= 1e-9).then(|| values.iter().map(|v| (v - centre) / sd).collect())
}

/// An orthonormal basis of the span of columns, built column after column.
#[derive(Clone, Debug, Default)]
pub struct Basis {
    columns: Vec<Vec<f64>>,
    largest: f64,
}

impl Basis {
    /// Basis of a column of ones (the intercept) and of `columns`, those dropped that are
    /// combinations of earlier ones. Returns which of `columns` were kept.
    #[must_use]
    pub fn with_intercept(rows: usize, columns: &[Vec<f64>]) -> (Self, Vec<bool>) {
        let mut basis = Self::default();
        basis.push(&vec![1.0; rows]);
        let kept = columns.iter().map(|column| basis.push(column)).collect();
        (basis, kept)
    }

    /// Adds a column; false when it is (numerically) a combination of the earlier ones.
    pub fn push(&mut self, column: &[f64]) -> bool {
        let mut rest = column.to_vec();
        let mut largest = self.largest;
        // METHOD: modified Gram-Schmidt, twice: the second pass restores orthogonality to rounding
        // level. Householder QR gives the same columns but no explicit Q without a second sweep.
        for pass in 0..2 {
            for q in &self.columns {
                let r = dot(q, &rest);
                add_scaled(&mut rest, -r, q);
                if pass == 0 {
                    largest = largest.max(r.abs());
                }
            }
        }
        let length = dot(&rest, &rest).sqrt();
        largest = largest.max(length);
        if length.is_nan() || length <= NEGLIGIBLE * largest {
            return false;
        }
        for value in &mut rest {
            *value /= length;
        }
        self.largest = largest;
        self.columns.push(rest);
        true
    }

    /// The part of a column that is orthogonal to the basis.
    #[must_use]
    pub fn residual(&self, column: &[f64]) -> Vec<f64> {
        let mut rest = column.to_vec();
        for _ in 0..2 {
            for q in &self.columns {
                let r = dot(q, &rest);
                add_scaled(&mut rest, -r, q);
            }
        }
        rest
    }

    /// The orthonormal columns.
    #[must_use]
    pub fn columns(&self) -> &[Vec<f64>] {
        &self.columns
    }

    /// Number of columns.
    #[must_use]
    pub fn rank(&self) -> usize {
        self.columns.len()
    }
}

/// A symmetric matrix of a few rows, stored whole, row after row.
#[derive(Clone, Debug, PartialEq)]
pub struct Symmetric {
    size: usize,
    values: Vec<f64>,
}

impl Symmetric {
    /// A matrix of zeros.
    #[must_use]
    pub fn zeros(size: usize) -> Self {
        Self { size, values: vec![0.0; size * size] }
    }

    /// XᵀX of columns.
    #[must_use]
    pub fn gram(columns: &[Vec<f64>]) -> Self {
        let mut gram = Self::zeros(columns.len());
        for (i, a) in columns.iter().enumerate() {
            for (j, b) in columns.iter().enumerate().take(i + 1) {
                let value = dot(a, b);
                gram.set(i, j, value);
                gram.set(j, i, value);
            }
        }
        gram
    }

    /// Number of rows.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// Entry of row `i`, column `j`.
    #[must_use]
    pub fn at(&self, i: usize, j: usize) -> f64 {
        self.values[i * self.size + j]
    }

    /// Sets one entry (not its mirror).
    pub fn set(&mut self, i: usize, j: usize, value: f64) {
        self.values[i * self.size + j] = value;
    }

    /// Adds to one entry (not its mirror).
    pub fn add(&mut self, i: usize, j: usize, value: f64) {
        self.values[i * self.size + j] += value;
    }

    /// Row `i`.
    #[must_use]
    pub fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.size..(i + 1) * self.size]
    }

    /// Product with a vector.
    #[must_use]
    pub fn times(&self, vector: &[f64]) -> Vec<f64> {
        (0..self.size).map(|i| dot(self.row(i), vector)).collect()
    }

    /// Lower Cholesky factor; `None` when the matrix is not positive definite.
    fn cholesky(&self) -> Option<Self> {
        let mut factor = Self::zeros(self.size);
        for i in 0..self.size {
            for j in 0..=i {
                let sum = self.at(i, j) - dot(&factor.row(i)[..j], &factor.row(j)[..j]);
                if i == j {
                    if sum.is_nan() || sum <= 1e-13 * self.at(i, i).abs() {
                        return None;
                    }
                    factor.set(i, i, sum.sqrt());
                } else {
                    factor.set(i, j, sum / factor.at(j, j));
                }
            }
        }
        Some(factor)
    }

    /// Solution x of `self * x = right`; `None` when the matrix is not positive definite.
    #[must_use]
    pub fn solve(&self, right: &[f64]) -> Option<Vec<f64>> {
        Some(substitute(&self.cholesky()?, right))
    }

    /// Inverse; `None` when the matrix is not positive definite.
    #[must_use]
    pub fn inverse(&self) -> Option<Self> {
        let factor = self.cholesky()?;
        let mut inverse = Self::zeros(self.size);
        for j in 0..self.size {
            let mut unit = vec![0.0; self.size];
            unit[j] = 1.0;
            for (i, value) in substitute(&factor, &unit).into_iter().enumerate() {
                inverse.set(i, j, value);
            }
        }
        Some(inverse)
    }
}

/// Forward and back substitution with a lower Cholesky factor.
fn substitute(factor: &Symmetric, right: &[f64]) -> Vec<f64> {
    let n = factor.size();
    let mut x = right.to_vec();
    for i in 0..n {
        let known = dot(&factor.row(i)[..i], &x[..i]);
        x[i] = (x[i] - known) / factor.at(i, i);
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|k| factor.at(k, i) * x[k]).sum();
        x[i] = (x[i] - known) / factor.at(i, i);
    }
    x
}
