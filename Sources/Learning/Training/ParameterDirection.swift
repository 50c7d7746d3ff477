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

  /// Adds `length` times this direction to `vector`.
  func add(_ length: Float, to vector: UnsafeMutableBufferPointer<Float>) {
    switch self {
    case .coordinate(let index): vector[index] += length
    case .dense(let elements): for index in vector.indices { vector[index] += length * elements[index] }
    }
  }
}
