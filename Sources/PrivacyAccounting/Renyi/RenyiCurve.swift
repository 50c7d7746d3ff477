package import PrivacyModel

/// The Rényi differential privacy of an event, order ↦ value, under add-or-remove adjacency.
package struct RenyiCurve: Sendable {
  private let terms: [(once: SampledGaussianRenyi, count: Double)]

  /// - Throws: `InvalidValue` or `AccountingError` when the event has no such curve.
  package init(_ event: MechanismEvent) throws {
    terms = try Composition(event).terms.map { term in
      guard case .gaussian(let noiseMultiplier) = term.step.noise else {
        throw AccountingError.noAccountant(event.kind)
      }
      let samplingProbability: Double
      switch term.step.sampling {
      case .none: samplingProbability = 1
      case .poisson(let probability): samplingProbability = probability
      case .withoutReplacement: throw AccountingError.noAccountant(event.kind)
      }
      return (
        SampledGaussianRenyi(noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability),
        Double(term.count)
      )
    }
  }

  /// The Rényi divergence at `order` > 1; values of composed mechanisms add (Proposition 1 of arXiv:1702.07476v3).
  package func value(order: Double) -> Double { value(excessOrder: order - 1) }

  /// The Rényi divergence at order 1 + `excessOrder`.
  package func value(excessOrder: Double) -> Double {
    terms.reduce(0) { $0 + $1.count * $1.once.value(excessOrder: excessOrder) }
  }
}
