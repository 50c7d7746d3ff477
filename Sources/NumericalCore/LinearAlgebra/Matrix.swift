/// A dense matrix of single-precision numbers, row-major.
package struct Matrix: Hashable, Sendable {
  package let rows: Int
  package let columns: Int
  /// `rows × columns` elements, row after row.
  package var elements: [Float]

  package init(rows: Int, columns: Int, elements: [Float]) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative sides, got \(rows) × \(columns)")
    precondition(
      elements.count == rows * columns,
      "a \(rows) × \(columns) matrix has \(rows * columns) elements, got \(elements.count)")
    (self.rows, self.columns, self.elements) = (rows, columns, elements)
  }

  package static func zeros(rows: Int, columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: [Float](repeating: 0, count: rows * columns))
  }

  package subscript(row: Int, column: Int) -> Float {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// Row `row` as a slice of `elements`.
  package func row(_ row: Int) -> ArraySlice<Float> {
    elements[row * columns..<(row + 1) * columns]
  }
}
