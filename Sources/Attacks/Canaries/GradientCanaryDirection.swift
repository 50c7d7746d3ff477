package import Learning
package import NumericalCore
package import PrivacyModel

extension CanaryKnowledge {
  /// The unit vectors along which so many gradient canaries point, at right angles to each other.
  ///
  /// They depend on public things alone: the dataset without the candidates, an initial model, and draws of their own.
  ///
  /// - Throws: `InvalidValue` for more than there are, or than can be brought to right angles in reasonable time.
  package func directions(
    _ direction: GradientDirection, count: Int, using generator: inout RandomStream
  ) throws -> [ParameterDirection] {
    let parameters = network.parameterCount
    switch direction {
    case .quietestCoordinate:
      try check(count, atMost: parameters, "the \(parameters) parameters of the model")
      let energy = network.gradientEnergy(on: dataset, parameters: initialParameters)
      return energy.indices.sorted { (energy[$0], $0) < (energy[$1], $1) }.prefix(count).map { .coordinate($0) }
    case .random:
      let most = min(parameters, max(1, Self.mostNumbers / parameters))
      try check(count, atMost: most, "\(most) random directions")
      return orthonormal(count, using: &generator).map { .dense($0.map(Float.init)) }
    case .constant:
      try check(count, atMost: 1, "one such direction")
      return [.dense([Float](repeating: 1 / Float(parameters).squareRoot(), count: parameters))]
    }
  }

  /// Of all random directions together.
  private static let mostNumbers = 20_000_000

  private func check(_ count: Int, atMost most: Int, _ what: String) throws {
    guard count <= most else {
      throw InvalidValue(key: "game.candidates", allowed: "at most \(what)", got: "\(count)")
    }
  }

  /// Normal vectors, each brought to right angles with those before it, twice, so that rounding does not show.
  private func orthonormal(_ count: Int, using generator: inout RandomStream) -> [[Double]] {
    var basis: [[Double]] = []
    for _ in 0..<count {
      var vector = (0..<network.parameterCount).map { _ in generator.nextNormal() }
      for other in basis + basis {
        let product = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
        for index in vector.indices { vector[index] -= product * other[index] }
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      basis.append(vector.map { $0 / norm })
    }
    return basis
  }
}
