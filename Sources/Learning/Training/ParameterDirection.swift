internal import NumericalCore

/// A unit vector in the space of a model's parameters.
package enum ParameterDirection: Hashable, Sendable {
  /// Along one parameter.
  case coordinate(Int)
  /// Any unit vector, one element for each parameter.
  case dense([Float])

  /// The inner product of this direction with `vector`.
  package func projection(of vector: UnsafeBufferPointer<Float>) -> Double {
    switch self {
    case .coordinate(let index): return Double(vector[index])
    case .dense(let elements):
      precondition(elements.count == vector.count, "a direction has as many elements as the parameters")
      guard let base = vector.baseAddress else { return 0 }
      return dotProduct(elements, base, count: vector.count)
    }
  }

  /// The squared ℓ2 norm of the part of this direction in a range of parameters.
  func squaredNorm(in range: Range<Int>) -> Float {
    switch self {
    case .coordinate(let index): return range.contains(index) ? 1 : 0
    case .dense(let elements):
      return elements[range].withUnsafeBufferPointer { part in
        part.baseAddress.map { sumOfSquares($0, count: part.count) } ?? 0
      }
    }
  }

  /// Adds `length` times the part of this direction in a range of parameters to `vector`.
  func add(_ length: Float, to vector: UnsafeMutableBufferPointer<Float>, in range: Range<Int>) {
    switch self {
    case .coordinate(let index): if range.contains(index) { vector[index] += length }
    case .dense(let elements): for index in range { vector[index] += length * elements[index] }
    }
  }
}
