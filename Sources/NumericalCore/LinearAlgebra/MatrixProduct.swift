internal import CNumerics

/// C ← op(A) op(B) + keep · C on row-major single-precision matrices, by OpenBLAS.
///
/// Shapes: op(A) is (rows, inner), op(B) is (inner, columns), C is (rows, columns); all are contiguous, and op
/// transposes what lies in memory where asked.
package func multiply(
  _ a: UnsafePointer<Float>, transposingA: Bool = false, _ b: UnsafePointer<Float>, transposingB: Bool = false,
  into c: UnsafeMutablePointer<Float>, rows: Int, inner: Int, columns: Int, keeping keep: Float = 0
) {
  cblas_sgemm(
    CblasRowMajor, transposingA ? CblasTrans : CblasNoTrans, transposingB ? CblasTrans : CblasNoTrans, blasint(rows),
    blasint(columns), blasint(inner), 1, a, blasint(transposingA ? rows : inner), b,
    blasint(transposingB ? inner : columns), keep, c, blasint(columns))
}

extension Matrix {
  /// The product `self · other`. Shapes: (m, k) by (k, n) gives (m, n).
  package func multiplied(by other: Matrix) -> Matrix {
    precondition(columns == other.rows, "cannot multiply \(rows) × \(columns) by \(other.rows) × \(other.columns)")
    var product = Matrix.zeros(rows: rows, columns: other.columns)
    multiply(
      elements, other.elements, into: &product.elements, rows: rows, inner: columns, columns: other.columns)
    return product
  }

  /// The definition of `multiplied(by:)` as a loop in double precision, for tests.
  package func multipliedNaively(by other: Matrix) -> Matrix {
    var product = Matrix.zeros(rows: rows, columns: other.columns)
    for row in 0..<rows {
      for column in 0..<other.columns {
        product[row, column] = Float(
          (0..<columns).reduce(0.0) { $0 + Double(self[row, $1]) * Double(other[$1, column]) })
      }
    }
    return product
  }
}
