package import PrivacyModel

/// The Rényi differential privacy of an event, order ↦ value, under add-or-remove adjacency.
package struct RenyiCurve: Sendable {
  package let mechanism: ComposedGaussian
  private let once: SampledGaussianRenyi

  /// - Throws: `InvalidValue` or `AccountingError` when the event has no such curve.
  package init(_ event: MechanismEvent) throws {
    mechanism = try ComposedGaussian(event)
    once = SampledGaussianRenyi(
      noiseMultiplier: mechanism.noiseMultiplier, samplingProbability: mechanism.samplingProbability)
  }

  /// The Rényi divergence at `order` > 1; values of composed mechanisms add (Proposition 1 of arXiv:1702.07476v3).
  package func value(order: Double) -> Double { value(excessOrder: order - 1) }

  /// The Rényi divergence at order 1 + `excessOrder`.
  package func value(excessOrder: Double) -> Double {
    Double(mechanism.count) * once.value(excessOrder: excessOrder)
  }
}
