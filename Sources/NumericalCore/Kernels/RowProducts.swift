internal import CKernels

/// Rows of single-precision numbers, each where its pointer says.
///
/// A row is `pieces` stretches of `length` floats that begin `stride` floats apart: a patch of an image is so many lines
/// of it, a plain row is one piece.
package struct ScatteredRows {
  package let pointers: UnsafePointer<UnsafePointer<Float>?>
  package let count: Int
  package let pieces: Int
  package let length: Int
  package let stride: Int

  package init(
    _ pointers: UnsafePointer<UnsafePointer<Float>?>, count: Int, pieces: Int = 1, length: Int, stride: Int = 0
  ) {
    (self.pointers, self.count, self.pieces, self.length, self.stride) = (pointers, count, pieces, length, stride)
  }
}

/// `out` = `start` + rows · matrix.
///
/// Shapes: rows (count, pieces · length), matrix (pieces · length, columns), start (columns) or nil for zeros, out
/// (count, columns). The last bits depend on the instruction set, which goes by the kernel family of OpenBLAS. `matrix`
/// and `start` must be readable 15 floats beyond their end (see `FloatBuffer`).
package func multiply(
  _ rows: ScatteredRows, _ matrix: UnsafePointer<Float>, columns: Int, startingFrom start: UnsafePointer<Float>?,
  into out: UnsafeMutablePointer<Float>, instructionSet: InstructionSet = .ofProducts
) {
  ckernels_rows_by_matrix(
    rows.pointers, rows.count, rows.pieces, rows.length, rows.stride, matrix, columns, start, out,
    instructionSet.kernelLevel)
}

/// `out` = keep · `out` + rowsᵀ · gradients.
///
/// Shapes: gradients (count, columns), readable 15 floats beyond its end; out (pieces · length, columns).
package func multiplyTransposed(
  _ rows: ScatteredRows, by gradients: UnsafePointer<Float>, columns: Int, into out: UnsafeMutablePointer<Float>,
  keeping keep: Float, instructionSet: InstructionSet = .ofProducts
) {
  ckernels_rows_transposed_by_gradients(
    rows.pointers, rows.count, rows.pieces, rows.length, rows.stride, gradients, columns, keep, out,
    instructionSet.kernelLevel)
}
