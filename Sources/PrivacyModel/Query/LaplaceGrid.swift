/// Where the releases of a Laplace mechanism lie, and how much noise it has: integer noise z has probability
/// ∝ exp(−|z| / `scale`).
package struct LaplaceGrid: Hashable, Sendable {
  /// A power of two.
  package let granularity: Double
  /// The most that one record adds to all answers together, once they are rounded, in units of `granularity`.
  package let sensitivity: Int
  /// In units of `granularity`.
  package let scale: Double

  /// The grid of the ε-private mechanism, a thousand times as fine as the sensitivity and the noise.
  ///
  /// - Parameters:
  ///   - epsilon: In [1e-6, 1000].
  ///   - sensitivity: Bounds the ℓ1 norm of what a record adds.
  ///   - answers: How many there are. The rounded effects of a record add up to less than one unit more for each.
  package init(epsilon: Double, sensitivity: Double, answers: Int) {
    let finest = min(sensitivity, sensitivity / epsilon) / 1024
    granularity = Double(sign: .plus, exponent: finest.exponent, significand: 1)
    self.sensitivity = Int((sensitivity / granularity).rounded(.up)) + answers - 1
    scale = Double(self.sensitivity) / epsilon
  }

  /// In units of `granularity`.
  package func rounded(_ answer: Double) -> Double { (answer / granularity).rounded() }

  package var event: MechanismEvent { .discreteLaplace(scale: scale, sensitivity: sensitivity) }
}
