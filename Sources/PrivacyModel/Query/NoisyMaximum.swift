/// The noise on answers of which the largest is sought.
package enum MaxNoise: String, Hashable, Codable, Sendable, CaseIterable {
  case laplace
  case exponential
}

/// The largest of some noisy answers.
package struct NoisyMaximum: Hashable, Sendable {
  /// Which answer it is.
  package let index: Int
  /// That answer with its noise.
  package let value: Double

  package init(index: Int, value: Double) {
    (self.index, self.value) = (index, value)
  }
}
